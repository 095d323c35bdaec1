"""What of the installed requirements no function ever reads."""

import shutil
from pathlib import Path

_UNUSED = (
    "aws_lambda_powertools/event_handler",  # routes are a table of our own (docs/decisions/0028)
    "bin",
    "cffi",  # the compiled half, `_cffi_backend`, is what cryptography loads
    "pycparser",
    "dateutil/zoneinfo",  # botocore reads dates with `dateutil.tz`
    "botocore/cacert.pem",  # certifi's stands beside it, and AWS_CA_BUNDLE before both
    "botocore/stub.py",
    "cryptography/hazmat/primitives/twofactor",
    "cryptography/fernet.py",
    "pydantic/v1",  # the whole library of before, for those who have not moved
    "pydantic/mypy.py",
    "pydantic/experimental/arguments_schema.py",
    "pydantic/experimental/pipeline.py",
    "urllib3/contrib/emscripten",  # for browsers
    "urllib3/contrib/pyopenssl.py",
    "urllib3/contrib/socks.py",
)
_ONLY = {  # a folder of Powertools → what of it is imported by what we use
    "aws_lambda_powertools/utilities": {"__init__", "jmespath_utils"},
    "aws_lambda_powertools/metrics/provider": {"__init__", "base", "cloudwatch_emf", "cold_start"},
}
_SUFFIXES = frozenset({".pyi", ".pyx", ".pxd", ".c", ".h", ".js", ".css"})
_KEPT_METADATA = frozenset({"METADATA", "entry_points.txt"})


def prune(folder: Path) -> None:
    """Delete what nobody imports, stubs, other languages, launchers and the installer's notes; licences stay."""
    superfluous = [folder / name for name in _UNUSED]
    superfluous += [file for name, kept in _ONLY.items() for file in (folder / name).iterdir() if file.stem not in kept]
    superfluous += folder.rglob("__pycache__")
    superfluous += [file for file in folder.rglob("*") if file.is_file() and _unread(file.relative_to(folder))]
    for path in superfluous:
        _delete(path)
    for metadata in folder.glob("*.dist-info/METADATA"):
        metadata.write_text(metadata.read_text().partition("\n\n")[0] + "\n")  # without the project's page


def _delete(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _unread(file: Path) -> bool:
    if file.parts[0].endswith(".dist-info"):
        return file.name not in _KEPT_METADATA and "licen" not in str(file).lower()
    return file.suffix in _SUFFIXES or file.name in (".lock", "py.typed")
