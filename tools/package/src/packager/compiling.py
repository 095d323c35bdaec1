"""Compiles what is deployed beside its sources: a function's disk is read-only, so Python could not keep what it makes.

The compiled files are unchecked ("never look at the source's date"), because zips carry no dates (docs/decisions/0015).
"""

import subprocess
import sys
from pathlib import Path

from packager.errors import PackageError


def compile_folder(folder: Path, place: str) -> None:
    """Compile every module below `folder`, which tracebacks shall call `place`.

    A process of its own does it, so that what this one has done before does not show in the bytes.

    Raises:
        PackageError: a source is no Python.
    """
    settings = ["--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", place]
    command = [sys.executable, "-m", "compileall", "-q", "-f", *settings, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    if done.returncode:
        raise PackageError(f"{folder.name} does not compile: {(done.stdout or done.stderr).strip()[-500:]}")
