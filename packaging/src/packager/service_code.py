"""The thin zip of a service: chassis and the service's own packages, sources and compiled code side by side.

Compiled files are never checked against their sources ("unchecked hash"): a worker unpacks its zip at each cold start
and would otherwise compile everything again.
"""

import hashlib
import importlib.util
import py_compile
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from packager.archive import zip_files
from packager.errors import PackageError

CHASSIS = "chassis"
LEFT_OUT = frozenset({"__pycache__", "testing"})


class ServiceCode:
    """Packs the packages of one checkout; compiled code is kept in its `.cache` by content."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._compiled = root / ".cache" / "pyc"

    def zip(self, packages: Iterable[str]) -> bytes:
        """The zip of chassis and `packages`.

        Raises:
            PackageError: a package is nowhere in the checkout.
            py_compile.PyCompileError: a source is no Python.
        """
        return zip_files({name: content for folder in self.folders(packages) for name, content in self._files(folder)})

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

    def _files(self, folder: Path) -> Iterator[tuple[str, bytes]]:
        for path in sorted(folder.rglob("*")):
            inner = path.relative_to(folder.parent)
            if not path.is_file() or LEFT_OUT & set(inner.parts):
                continue
            content = path.read_bytes()
            yield str(inner), content
            if path.suffix == ".py":
                yield importlib.util.cache_from_source(str(inner)), self._compile(inner, content)

    def _compile(self, inner: Path, source: bytes) -> bytes:
        name = hashlib.sha256(f"{sys.version}\0{inner}\0".encode() + source).hexdigest()
        kept = self._compiled / name
        if not kept.exists():
            self._compiled.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self._compiled) as work:
                py, pyc = Path(work) / "source.py", Path(work) / "compiled"
                py.write_bytes(source)
                unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
                py_compile.compile(str(py), str(pyc), f"/var/task/{inner}", doraise=True, invalidation_mode=unchecked)
                pyc.replace(kept)
        return kept.read_bytes()
