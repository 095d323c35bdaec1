"""Installs the functions' requirements for any architecture, not only for that of this machine."""

import os
import shutil
import subprocess
import sys
from enum import StrEnum
from pathlib import Path

from packager.errors import PackageError

PYTHON = "3.12"  # the runtime of the functions
_LIBC = ("manylinux_2_28", "manylinux_2_17", "manylinux2014")  # the runtime's Amazon Linux 2023 can load these


class Architecture(StrEnum):
    """A processor architecture, by Lambda's name; we deploy `arm64`."""

    ARM64 = "arm64"
    X86_64 = "x86_64"

    @property
    def machine(self) -> str:
        """The name of the architecture in Python's wheels."""
        return "aarch64" if self is Architecture.ARM64 else "x86_64"


def install_requirements(requirements: Path, folder: Path, architecture: Architecture) -> None:
    """Install every wheel of the pinned, hashed `requirements` into `folder`.

    Raises:
        PackageError: the installer fails; the message contains its last lines.
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
    """Find uv where tools/bin/setup also looks; an environment that uv created has no pip."""
    homes = [Path.home() / ".local" / "bin", Path.home() / ".cargo" / "bin", checkout / ".cache" / "uv" / "bin"]
    return shutil.which("uv") or shutil.which("uv", path=os.pathsep.join(map(str, homes)))


def _installer(architecture: Architecture, checkout: Path) -> list[str]:
    common = ["--quiet", "--no-deps", "--require-hashes", "--python-version", PYTHON]
    if uv := find_uv(checkout):
        platform = f"{architecture.machine}-{_LIBC[0]}"
        copies = ["--link-mode", "copy"]  # trimming must not change the installer's cache or a .venv
        target = ["--python", sys.executable, "--python-platform", platform]
        return [uv, "pip", "install", *common, *copies, "--no-build", *target]
    platforms = [part for libc in _LIBC for part in ("--platform", f"{libc}_{architecture.machine}")]
    pip = [sys.executable, "-m", "pip", "install", *common, "--no-compile", "--only-binary", ":all:"]
    return [*pip, "--implementation", "cp", *platforms]
