"""Zips: the same sources, the same bytes."""

import io
import shutil
import subprocess
import sys
import zipfile
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from local_platform.manifest import ManifestError, Platform, read_platform
from local_platform.package import Packager


@pytest.fixture
def checkout(tiny_root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_root, tmp_path / "checkout"))


def names(content: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_the_same_sources_give_the_same_bytes(checkout: Path, tiny: Platform) -> None:
    service = tiny.manifests[0]
    first = Packager(checkout).service_zip(service)
    for file in checkout.rglob("*.py"):
        file.touch()
    shutil.rmtree(checkout / ".cache")
    assert Packager(checkout).service_zip(service) == first


def test_a_zip_holds_sources_with_their_compiled_code_and_no_testing_kit(checkout: Path, tiny: Platform) -> None:
    (checkout / "chassis" / "src" / "chassis" / "testing").mkdir()
    (checkout / "chassis" / "src" / "chassis" / "testing" / "clock.py").write_text("")
    found = names(Packager(checkout).service_zip(tiny.manifests[0]))
    sources = {name for name in found if name.endswith(".py")}
    assert {"notes/__init__.py", "notes/main.py", "chassis/__init__.py"} <= sources
    assert {Path(cache_from_source(name)).as_posix() for name in sources} == set(found) - sources
    assert not [name for name in found if "testing" in name]


def test_compiled_code_is_used_as_it_is(checkout: Path, tiny: Platform, tmp_path: Path) -> None:
    """A cold start neither compiles nor looks at the source: that may have any date."""
    zipfile.ZipFile(io.BytesIO(Packager(checkout).service_zip(tiny.manifests[0]))).extractall(tmp_path / "code")
    (tmp_path / "code" / "notes" / "__init__.py").write_text("raise RuntimeError('compiled again')")
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'code')!r}); import notes; print(notes.__file__)"
    shown = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == str(tmp_path / "code" / "notes" / "__init__.py")


@pytest.mark.parametrize("built", [True, False])
def test_the_layer_points_to_the_built_one_where_that_can_run(checkout: Path, monkeypatch, built: bool) -> None:
    opt = checkout / "opt" / "python" if built else None
    monkeypatch.setattr("local_platform.package.native_layer", lambda root: opt)
    packager = Packager(checkout)
    [name] = names(packager.layer_zip())
    content = zipfile.ZipFile(io.BytesIO(packager.layer_zip())).read(name).decode()
    assert name.endswith("site-packages/requirements.pth")
    assert str(packager.layer_folder()) in content
    assert (packager.layer_folder() == opt) is built


def test_a_package_that_is_nowhere_is_told(checkout: Path) -> None:
    file = checkout / "notes-service" / "service.yaml"
    file.write_text(file.read_text() + "packages: [notes, nothing]\n")
    with pytest.raises(ManifestError, match="`nothing` is in 0 folders"):
        Packager(checkout).service_zip(read_platform(checkout).manifests[0])
