"""The layer's AWS services are those that the code calls: a trimmed one stops the build, before any function fails."""

from pathlib import Path

import pytest

from packager.aws_services import KEPT, called_services, check_aws_services
from packager.errors import PackageError
from packager.service_code import ServiceCode
from packager.services import read_services

FACTORY = """
def _client(service): ...
def dynamodb():
    return _client("dynamodb")
def object_store():
    return _client("s3")
"""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A factory of two clients, and a service that uses the first."""
    for name in ("chassis/runtime", "notes"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "chassis" / "runtime" / "clients.py").write_text(FACTORY)
    (tmp_path / "notes" / "main.py").write_text("from chassis.runtime import clients\nTABLE = clients.dynamodb()\n")
    return tmp_path


def check(code: Path, *kept: str) -> None:
    check_aws_services([code / "chassis", code / "notes"], frozenset(kept))


def test_what_is_kept_is_what_this_checkout_calls(root):
    packages = sorted({package for service in read_services(root) for package in service.packages})

    assert called_services(ServiceCode(root).folders(packages)).keys() == KEPT


def test_rights_are_given_for_kept_services_only(root):
    """A right to a service whose data is trimmed could never be used."""
    names = {"elasticfilesystem": "efs", "elasticloadbalancing": "elbv2"}  # of IAM → of botocore's data
    assert {names.get(right, right) for service in read_services(root) for right in service.rights} <= KEPT


def test_a_factory_that_nobody_uses_is_no_call(code):
    check(code, "dynamodb")


@pytest.mark.parametrize(
    "line",
    [
        "from chassis.runtime import clients; STORE = clients.object_store",
        "from chassis.runtime.clients import object_store",
        "import boto3; STORE = boto3.client('s3')",
        "import botocore.session; STORE = botocore.session.get_session().create_client('s3')",
    ],
)
def test_a_call_of_a_trimmed_service_stops_the_build(code, line):
    (code / "notes" / "store.py").write_text(line + "\n")

    with pytest.raises(PackageError, match=r"notes/store\.py calls `s3`, whose data is trimmed"):
        check(code, "dynamodb")


def test_a_kept_service_that_nobody_calls_stops_the_build(code):
    with pytest.raises(PackageError, match="nothing calls `sqs`"):
        check(code, "dynamodb", "sqs")


def test_a_service_that_cannot_be_told_stops_the_build(code):
    (code / "notes" / "any.py").write_text("import boto3\ndef make(name):\n    return boto3.client(name)\n")

    with pytest.raises(PackageError, match=r"any\.py:3 makes a client whose service the text does not tell"):
        check(code, "dynamodb")


def test_a_testing_kit_is_not_deployed_and_may_call_what_it_likes(code):
    (code / "chassis" / "testing").mkdir()
    (code / "chassis" / "testing" / "kit.py").write_text("import boto3; STORE = boto3.client('s3')\n")

    check(code, "dynamodb")
