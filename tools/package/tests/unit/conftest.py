"""What the tests of packaging share: layers, built once a session by the functions' own Python."""

import platform
import sys
import zipfile
from pathlib import Path

import pytest

from packager.errors import PackageError
from packager.layer import build_layer
from packager.requirements import PYTHON, Architecture

ROOT = Path(__file__).parents[4]
RUNTIME = ROOT / "requirements" / "runtime.txt"


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


def _need_python() -> None:
    if f"{sys.version_info.major}.{sys.version_info.minor}" != PYTHON:
        pytest.skip(f"not run: layers are compiled by Python {PYTHON}, this is {sys.version.split()[0]}")


@pytest.fixture(scope="session")
def native(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """The layer that this machine can load, and where it is unpacked from its zip."""
    _need_python()
    machine = platform.machine()
    architecture = Architecture.ARM64 if machine in ("arm64", "aarch64") else Architecture.X86_64
    folder = tmp_path_factory.mktemp("native")
    content = build_layer(RUNTIME, architecture, folder / "built")
    (folder / "layer.zip").write_bytes(content)
    zipfile.ZipFile(folder / "layer.zip").extractall(folder / "opt")
    return content, folder / "opt"


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """The layer for arm64 and the folder it was made in."""
    _need_python()
    folder = tmp_path_factory.mktemp("arm64") / "built"
    try:
        return build_layer(RUNTIME, Architecture.ARM64, folder), folder
    except PackageError as error:
        if "cannot be installed" not in str(error):
            raise
        return pytest.skip(f"not run: no wheels for arm64 are to be had here: {error}")
