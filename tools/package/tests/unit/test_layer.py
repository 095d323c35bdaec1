"""The layer: same input, same bytes; all that functions import, nothing that is compiled at start, Amazon's roots."""

import io
import json
import os
import platform
import ssl
import subprocess
import sys
import zipfile
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from chassis.testing import http_event
from chassis.testing.events import EDGE_KEYS
from packager.aws_services import KEPT
from packager.certificates import amazon_roots
from packager.errors import PackageError
from packager.layer import build_layer
from packager.limits import LAYER
from packager.requirements import Architecture
from packager.service_code import ServiceCode
from packager.services import read_services

UNCHECKED = 1  # the flags of a compiled file: a hash of the source, not to be checked
ELF_AARCH64 = 183

ON_LAYER = """
import importlib, sys
sys.path[:0] = sys.argv[1:3]
import botocore.session, certifi
assert botocore.__file__.startswith(sys.argv[2]), botocore.__file__
for handler in sys.argv[3:]:
    module, _, name = handler.rpartition(".")
    assert callable(getattr(importlib.import_module(module), name)), handler
"""
SERVE = """
import importlib, json, sys
sys.path[:0] = sys.argv[1:3]
event = json.loads(sys.argv[4])
module, _, name = sys.argv[3].rpartition(".")
print(json.dumps(getattr(importlib.import_module(module), name)(event, None)))
"""
CLIENTS = """
import sys
sys.path.insert(0, sys.argv[1])
import botocore.session
session = botocore.session.get_session()
for service in sys.argv[2:]:
    client = session.create_client(service, region_name="af-south-1")
    print(client.meta.endpoint_url)
assert set(session.get_available_services()) == set(sys.argv[2:])
"""
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "AWS_LAMBDA_FUNCTION_NAME": "test",  # clients are made at start, as on Lambda
    "AWS_DEFAULT_REGION": "af-south-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    **EDGE_KEYS,
}


def run(program: str, *arguments: str, flags: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-S", "-E", *flags, "-c", program, *arguments]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def services(root, tmp_path_factory) -> dict[str, tuple[Path, list[str]]]:
    """Service → where its zip is unpacked, and its handlers."""
    unpacked = {}
    for service in read_services(root):
        folder = tmp_path_factory.mktemp(service.name)
        zipfile.ZipFile(io.BytesIO(ServiceCode(root).zip(service.packages))).extractall(folder)
        unpacked[service.name] = (folder, list(service.handlers))
    return unpacked


def test_two_builds_are_equal(native, root, tmp_path):
    architecture = Architecture.ARM64 if platform.machine() in ("arm64", "aarch64") else Architecture.X86_64

    assert build_layer(root / "requirements" / "runtime.txt", architecture, tmp_path / "elsewhere") == native[0]


def test_every_function_starts_on_the_layer_alone(native, services):
    for name, (code, handlers) in services.items():
        done = run(ON_LAYER, str(code), str(native[1] / "python"), *handlers)
        assert done.returncode == 0, f"{name}: {done.stderr}"


def test_addresses_are_read_without_the_resolver_that_the_layer_leaves_out(native):
    program = """
import sys
sys.path.insert(0, sys.argv[1])
from email_validator import validate_email
print(validate_email("jo@ex\u00e4mple.com", check_deliverability=False).ascii_email, "dns" in sys.modules)
"""
    done = run(program, str(native[1] / "python"))

    assert not (native[1] / "python" / "dns").exists()
    assert (done.stdout.split(), done.stderr) == (["jo@xn--exmple-cua.com", "False"], "")


def test_nothing_is_compiled_at_start(native, services):
    code, handlers = services["sites"]
    told = run(ON_LAYER, str(code), str(native[1] / "python"), *handlers, flags=("-v",)).stderr
    ours = [line for line in told.splitlines() if f"{native[1]}/" in line or f"{code}/" in line]

    loaded = [line for line in ours if line.startswith("# code object from ")]
    assert [line for line in loaded if not line.rstrip("'").endswith(".pyc")] == []  # else: compiled from its source
    assert [line for line in ours if line.startswith("# wrote ")] == []
    assert len(loaded) > 300


@pytest.mark.parametrize("name", ["tenants", "invitations", "instances", "sites", "templates", "operations"])
def test_an_api_serves_requests_on_the_layer_alone(native, services, name):
    place = [str(services[name][0]), str(native[1] / "python"), f"{name}.main.lambda_handler"]
    served = [run(SERVE, *place, json.dumps(http_event("GET", path))) for path in (f"/v1.0/health/{name}", "/nowhere")]

    assert [done.stderr for done in served] == ["", ""]
    healthy, nowhere = [json.loads(done.stdout.splitlines()[-1]) for done in served]
    assert (healthy["statusCode"], json.loads(healthy["body"])["data"]["status"]) == (200, "ok")
    assert (nowhere["statusCode"], json.loads(nowhere["body"])["code"]) == (404, "RESOURCE_NOT_FOUND")


def test_every_module_of_the_layer_is_compiled(deployed):
    archive = zipfile.ZipFile(io.BytesIO(deployed[0]))
    compiled = [name for name in archive.namelist() if name.endswith(".pyc")]
    sources = [name for name in archive.namelist() if name.endswith(".py")]

    assert sorted(compiled) == sorted(cache_from_source(name) for name in sources)
    assert len(compiled) > 300
    assert {int.from_bytes(archive.read(name)[4:8], "little") for name in compiled} == {UNCHECKED}


def test_a_client_of_each_kept_service_and_of_no_other_can_be_made(native):
    done = run(CLIENTS, str(native[1] / "python"), *sorted(KEPT))

    assert done.returncode == 0, done.stderr
    assert "https://dynamodb.af-south-1.amazonaws.com" in done.stdout


def test_compiled_libraries_are_of_the_architecture(deployed):
    libraries = list(deployed[1].rglob("*.so"))

    assert libraries
    assert {int.from_bytes(file.read_bytes()[18:20], "little") for file in libraries} == {ELF_AARCH64}


def test_the_layer_is_within_its_limit_and_holds_no_path_of_this_machine(deployed):
    content, folder = deployed

    assert len(content) <= LAYER
    for file in folder.rglob("*.pyc"):
        assert str(folder).encode() not in file.read_bytes(), file


def test_the_roots_make_a_context_that_trusts_amazon_and_nobody_else(native):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(native[1] / "amazon-roots.pem")
    subjects = {dict(pair for part in ca["subject"] for pair in part)["commonName"] for ca in context.get_ca_certs()}

    assert subjects == {
        *(f"Amazon Root CA {number}" for number in (1, 2, 3, 4)),
        "Starfield Services Root Certificate Authority - G2",
    }


def test_a_bundle_that_lost_a_root_is_refused(tmp_path):
    bundle = tmp_path / "cacert.pem"
    bundle.write_text('# Issuer: A\n# Label: "Amazon Root CA 1"\n-----BEGIN CERTIFICATE-----\n')

    with pytest.raises(PackageError, match="1 of the 5"):
        amazon_roots(bundle)


def test_requirements_that_cannot_be_had_are_told(tmp_path):
    (tmp_path / "runtime.txt").write_text("nothing-of-this-name==1.0 --hash=sha256:" + "0" * 64 + "\n")

    with pytest.raises(PackageError, match=r"runtime\.txt cannot be installed for arm64"):
        build_layer(tmp_path / "runtime.txt", Architecture.ARM64, tmp_path / "tree")
