"""Reproducible zips: the thin one of each service, and a layer that points to the installed requirements.

The same sources always give the same bytes. Compiled files lie beside the sources, unchecked, because a function's
worker process unpacks its zip at each cold start and would otherwise compile everything again.
"""

import hashlib
import importlib.util
import io
import py_compile
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from local_platform.manifest import ManifestError, Service

CHASSIS = "chassis"
LEFT_OUT = frozenset({"__pycache__", "testing"})
_DATE = (1980, 1, 1, 0, 0, 0)
_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


class Packager:
    """Makes the zips of one checkout; compiled code is kept in its `.cache` by content."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._compiled = root / ".cache" / "pyc"

    def service_zip(self, service: Service) -> bytes:
        """The zip of a service: chassis, and the packages that its declaration names.

        Raises:
            ManifestError: a package is nowhere in the checkout.
        """
        return _zip(
            {name: content for package in (CHASSIS, *service.all_packages) for name, content in self._files(package)}
        )

    def layer_zip(self) -> bytes:
        """The layer: a path file that puts the installed requirements first.

        On AWS the layer holds the requirements themselves; here unpacking them would cost each cold start a second.
        """
        line = f"import sys; sys.path.insert(0, {str(self.layer_folder())!r})\n"
        return _zip({f"python/lib/python{_PYTHON}/site-packages/requirements.pth": line.encode()})

    def layer_folder(self) -> Path:
        """Where the bootstrap has installed requirements/runtime.txt."""
        digest = hashlib.sha256((self.root / "requirements" / "runtime.txt").read_bytes()).hexdigest()[:16]
        return self.root / ".cache" / f"layer-{digest}"

    def source_folders(self, service: Service) -> list[Path]:
        """The folders whose files go into the service's zip."""
        return [self._folder(package) for package in (CHASSIS, *service.all_packages)]

    def _folder(self, package: str) -> Path:
        found = sorted(self.root.glob(f"*/src/{package}"))
        if len(found) != 1:
            raise ManifestError(
                f"The package `{package}` is in {len(found)} folders `*/src/{package}`; it must be in one."
            )
        return found[0]

    def _files(self, package: str) -> Iterator[tuple[str, bytes]]:
        folder = self._folder(package)
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


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()
