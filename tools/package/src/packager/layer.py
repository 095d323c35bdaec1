"""The shared layer: the functions' requirements for one architecture, trimmed and compiled."""

import shutil
import sys
from pathlib import Path

from packager.archive import zip_files
from packager.aws_services import KEPT
from packager.botocore_data import trim_botocore_data
from packager.certificates import FILE, amazon_roots
from packager.compiling import compile_folder
from packager.errors import PackageError
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
    _leave_out_launchers(site)
    _leave_out_resolver(site)
    trim_botocore_data(site / "botocore" / "data", KEPT)
    compile_folder(site, f"/opt/{SITE}")
    return zip_files({str(file.relative_to(tree)): file.read_bytes() for file in tree.rglob("*") if file.is_file()})


def _leave_out_launchers(site: Path) -> None:
    """Delete the scripts that name this machine's Python, and the lists of files that hold their hashes."""
    shutil.rmtree(site / "bin", ignore_errors=True)
    for record in site.glob("*.dist-info/RECORD"):
        record.unlink()


def _leave_out_resolver(site: Path) -> None:
    """Delete dnspython: email-validator imports it only to look up mail servers, which no function does (ADR 0031)."""
    for folder in (site / "dns", *site.glob("dnspython-*")):
        shutil.rmtree(folder, ignore_errors=True)


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
