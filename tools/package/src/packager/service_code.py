"""The thin zip of a service: chassis and the service's own packages, with compiled code beside the sources."""

import contextlib
import hashlib
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from packager import compiling
from packager.archive import zip_files
from packager.errors import PackageError

CHASSIS = "chassis"
LEFT_OUT = frozenset({"__pycache__", "contract", "seed", "testing"})  # nothing that a function imports
TASK = "/var/task"  # where a function finds its zip
_NOT_READ = frozenset({"py.typed"})


class ServiceCode:
    """Packs the packages of one checkout; what is compiled is kept in its `.cache`, by content."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._compiled = root / ".cache" / "compiled"

    def zip(self, packages: Iterable[str]) -> bytes:
        """The zip that all functions of a service share.

        Raises:
            PackageError: a package is nowhere in the checkout, or is no Python.
        """
        folders = self.folders(packages)
        return zip_files({name: content for folder in folders for name, content in self._compile(folder)})

    def folders(self, packages: Iterable[str]) -> list[Path]:
        """The folders whose files go into the zip.

        Raises:
            PackageError: a package is nowhere in the checkout.
        """
        return [self._folder(package) for package in (CHASSIS, *packages)]

    def _folder(self, package: str) -> Path:
        found = sorted(self.root.glob(f"*/src/{package}"))
        if len(found) != 1:
            raise PackageError(
                f"The package `{package}` is in {len(found)} folders `*/src/{package}`; it must be in one."
            )
        return found[0]

    def _compile(self, folder: Path) -> list[tuple[str, bytes]]:
        """What goes into the zip of a package: sources, compiled code, and whatever else stands among them."""
        files = {name: file.read_bytes() for name, file in _files(folder)}
        kept = self._compiled / _digest(files)
        if not kept.exists():
            self._compiled.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self._compiled) as work:
                _write(Path(work) / "made", files)
                compiling.compile_folder(Path(work) / "made", TASK)
                with contextlib.suppress(OSError):  # another process was faster with the same
                    (Path(work) / "made").rename(kept)
        return [(str(file.relative_to(kept)), file.read_bytes()) for file in kept.rglob("*") if file.is_file()]


def _files(folder: Path) -> list[tuple[str, Path]]:
    """Every file of a package that may be deployed, and its name in the zip."""
    found = [(file.relative_to(folder.parent), file) for file in sorted(folder.rglob("*")) if file.is_file()]
    return [(str(name), file) for name, file in found if not LEFT_OUT & set(name.parts) and name.name not in _NOT_READ]


def _digest(files: dict[str, bytes]) -> str:
    """Names what comes out: the Python, how it compiles, and what it is given."""
    way = f"{sys.version}\0".encode() + Path(compiling.__file__).read_bytes()
    parts = [hashlib.sha256(way), *(hashlib.sha256(name.encode() + b"\0" + files[name]) for name in sorted(files))]
    return hashlib.sha256(b"".join(part.digest() for part in parts)).hexdigest()


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
