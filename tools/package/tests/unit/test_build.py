"""The build as a whole: every service has its zip and its bill, sizes are held, and what must not leave does not."""

import hashlib
import json
from pathlib import Path

import pytest

from packager import __main__ as command
from packager.build import Build
from packager.errors import PackageError
from packager.limits import KIB, SERVICE, check_size
from packager.services import read_services


@pytest.fixture(scope="module")
def dist(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All zips of services; layers have tests of their own."""
    out = tmp_path_factory.mktemp("dist")
    Build(root, out, print).run(architectures=())
    return out


def test_every_service_with_functions_has_a_zip(dist, root):
    assert {path.name for path in dist.glob("*.zip")} == {f"{service.name}.zip" for service in read_services(root)}


def test_two_builds_are_equal(dist, root, tmp_path):
    Build(root, tmp_path, print).run(architectures=())

    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {p.name: p.read_bytes() for p in dist.iterdir()}


def test_the_index_tells_digest_and_size(dist):
    index = json.loads((dist / "artefacts.json").read_text())

    assert set(index) == {path.name for path in dist.glob("*.zip")}
    for name, told in index.items():
        content = (dist / name).read_bytes()
        assert told == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        assert len(content) <= SERVICE


def test_an_artefact_above_its_limit_is_refused():
    check_size("notes.zip", SERVICE, SERVICE)
    with pytest.raises(PackageError, match=r"notes\.zip has 641 KiB, 640 are allowed"):
        check_size("notes.zip", 641 * KIB, SERVICE)


def test_a_failed_build_says_why_and_exits_1(root, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("packager.limits.check_size", check_size)
    monkeypatch.setattr("packager.build.SERVICE", 1)
    monkeypatch.setattr("sys.argv", ["packager", "--root", str(root), "--out", str(tmp_path / "dist")])

    assert command.main() == 1
    assert "tenants.zip has" in capsys.readouterr().err
