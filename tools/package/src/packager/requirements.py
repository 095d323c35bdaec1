"""Installs the functions' requirements for an architecture that need not be this machine's."""

import os
import shutil
import subprocess
import sys
from enum import StrEnum
from pathlib import Path

from packager.errors import PackageError

PYTHON = "3.12"  # the runtime of the functions
_LIBC = ("manylinux_2_28", "manylinux_2_17", "manylinux2014")  # what the runtime's Amazon Linux 2023 can load


class Architecture(StrEnum):
    """A processor that Lambda knows, by its name there; `arm64` is what is deployed."""

    ARM64 = "arm64"
    X86_64 = "x86_64"

    @property
    def machine(self) -> str:
        """What Python's wheels call it."""
        return "aarch64" if self is Architecture.ARM64 else "x86_64"


def install_requirements(requirements: Path, folder: Path, architecture: Architecture) -> None:
    """Install every wheel that the pinned, hashed `requirements` name into `folder`.

    Raises:
        PackageError: the installer fails (its last lines are told).
    """
    command = [
        *_installer(architecture, requirements.parents[1]),
        "--target",
        str(folder),
        "--requirement",
        str(requirements),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    if done.returncode:
        last = "\n".join((done.stderr or done.stdout).strip().splitlines()[-5:])
        raise PackageError(f"{requirements.name} cannot be installed for {architecture} (network? registry?):\n{last}")


def find_uv(checkout: Path) -> str | None:
    """Where tools/bin/setup looks as well: an environment made by uv has no pip."""
    homes = [Path.home() / ".local" / "bin", Path.home() / ".cargo" / "bin", checkout / ".cache" / "uv" / "bin"]
    return shutil.which("uv") or shutil.which("uv", path=os.pathsep.join(map(str, homes)))


def _installer(architecture: Architecture, checkout: Path) -> list[str]:
    common = ["--quiet", "--no-deps", "--require-hashes", "--python-version", PYTHON]
    if uv := find_uv(checkout):
        platform = f"{architecture.machine}-{_LIBC[0]}"
        copies = ["--link-mode", "copy"]  # what is trimmed later must not be the installer's cache, nor anybody's .venv
        target = ["--python", sys.executable, "--python-platform", platform]
        return [uv, "pip", "install", *common, *copies, "--no-build", *target]
    platforms = [part for libc in _LIBC for part in ("--platform", f"{libc}_{architecture.machine}")]
    pip = [sys.executable, "-m", "pip", "install", *common, "--no-compile", "--only-binary", ":all:"]
    return [*pip, "--implementation", "cp", *platforms]
