"""The layer of this machine: what `make package` builds, unpacked once a content in the checkout's `.cache`."""

import hashlib
import platform
import sys
import tempfile
from pathlib import Path

from packager.layer import SITE, build_layer
from packager.requirements import PYTHON, Architecture

ARCHITECTURES = {"x86_64": Architecture.X86_64, "aarch64": Architecture.ARM64}


def native_layer(root: Path) -> Path | None:
    """Where a function of this machine finds the layer's modules; None without requirements, or on another system.

    Raises:
        PackageError: the layer cannot be built.
    """
    architecture = ARCHITECTURES.get(platform.machine())
    if architecture is None or sys.platform != "linux" or ".".join(map(str, sys.version_info[:2])) != PYTHON:
        return None
    requirements = root / "requirements" / "runtime.txt"
    if not _asks_for_anything(requirements):
        return None
    kept = root / ".cache" / f"opt-{_digest(requirements)}"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as work:
            build_layer(requirements, architecture, Path(work) / "opt")
            (Path(work) / "opt").rename(kept)
    return kept / SITE


def _asks_for_anything(requirements: Path) -> bool:
    return any(line.strip() and not line.startswith("#") for line in requirements.read_text().splitlines())


def _digest(requirements: Path) -> str:
    """Names what comes out: the Python, the requirements and how they are packed."""
    parts = [sys.version.encode(), requirements.read_bytes()]
    parts += [file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py"))]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]
