"""What of the installed requirements no function ever reads."""

import shutil
from pathlib import Path

_FOLDERS = (
    "bin",
    "cffi",  # the compiled half, `_cffi_backend`, is what cryptography loads
    "pycparser",
    "dateutil/zoneinfo",  # botocore reads dates with `dateutil.tz`
    "aws_lambda_powertools/event_handler/openapi/swagger_ui",  # the API reference is served by the front
)
_FILES = ("botocore/cacert.pem",)  # certifi's stands beside it, and AWS_CA_BUNDLE before both
_SUFFIXES = frozenset({".pyi", ".pyx", ".pxd", ".c", ".h"})
_KEPT_METADATA = frozenset({"METADATA", "entry_points.txt"})


def prune(folder: Path) -> None:
    """Delete stubs, sources in other languages, launchers and the installer's notes; licences stay."""
    for superfluous in [*(folder / name for name in _FOLDERS), *folder.rglob("__pycache__")]:
        shutil.rmtree(superfluous, ignore_errors=True)
    for name in _FILES:
        (folder / name).unlink(missing_ok=True)
    for file in [file for file in folder.rglob("*") if file.is_file() and _superfluous(file.relative_to(folder))]:
        file.unlink()


def _superfluous(file: Path) -> bool:
    if file.parts[0].endswith(".dist-info"):
        return file.name not in _KEPT_METADATA and "licen" not in str(file).lower()
    return file.suffix in _SUFFIXES or file.name in (".lock", "py.typed")
