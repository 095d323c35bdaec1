"""The shared layer: the functions' requirements for one architecture, pruned, trimmed and compiled."""

import subprocess
import sys
import tempfile
from pathlib import Path

from packager.archive import zip_files
from packager.aws_services import KEPT
from packager.botocore_data import trim_botocore_data
from packager.certificates import FILE, amazon_roots
from packager.errors import PackageError
from packager.pruning import prune
from packager.requirements import PYTHON, Architecture, install_requirements

SITE = "python"  # a function finds it as /opt/python, before what its runtime brings


def build_layer(requirements: Path, architecture: Architecture, tree: Path) -> bytes:
    """Build the layer in the new folder `tree`, which stays as a function would see it under /opt; answer its zip.

    Raises:
        PackageError: the requirements cannot be installed, or do not hold what we rely on.
    """
    check_python()
    site = tree / SITE
    install_requirements(requirements, site, architecture)
    (tree / FILE).write_text(amazon_roots(site / "certifi" / "cacert.pem"))
    prune(site)
    trim_botocore_data(site / "botocore" / "data", KEPT)
    _compile(site)
    return zip_files({str(file.relative_to(tree)): file.read_bytes() for file in tree.rglob("*") if file.is_file()})


def check_python() -> None:
    """Compiled code is of one Python only: that of the functions.

    Raises:
        PackageError: this is another one.
    """
    found = f"{sys.version_info.major}.{sys.version_info.minor}"
    if found != PYTHON:
        raise PackageError(
            f"Packages are compiled by Python {PYTHON}, and .venv has {found}: install it, `make clean setup`, again."
        )


def _compile(site: Path) -> None:
    """Compile all of `site` in a process of its own: what another compiled before must not show in the bytes."""
    unchecked = ["--invalidation-mode", "unchecked-hash"]
    with tempfile.TemporaryDirectory() as elsewhere:
        done = subprocess.run(  # noqa: S603 - our own arguments
            [sys.executable, "-I", "-m", "compileall", "-q", *unchecked, "-s", site, "-p", f"/opt/{SITE}", site],
            cwd=elsewhere,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise PackageError(f"A requirement does not compile: {done.stdout.strip()[-500:]}")
