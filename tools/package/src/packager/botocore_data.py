"""Botocore's data folder without the services that nobody calls, without prose, and not compressed twice."""

import gzip
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from packager.errors import PackageError

type Json = Any

_COMMON = ("partitions.json", "sdk-default-configuration.json", "_retry.json")
_NEEDED = ("service-2", "endpoint-rule-set-1", "paginators-1", "waiters-2")


def trim_botocore_data(data: Path, services: Iterable[str]) -> None:
    """Leave in `data` what clients of `services` read; a client starts a third faster from uncompressed models.

    Raises:
        PackageError: botocore knows no service of that name.
    """
    trimmed, prefixes = data.with_name("data.trimmed"), set(services)
    trimmed.mkdir()
    for name in _COMMON:
        shutil.copy(data / name, trimmed / name)
    for service in sorted(prefixes):
        prefixes.add(_trim_service(data, trimmed, service))
    endpoints = _load(data / "endpoints.json")
    for partition in endpoints["partitions"]:
        partition["services"] = {name: it for name, it in partition["services"].items() if name in prefixes}
    _dump(trimmed / "endpoints.json", endpoints)
    shutil.rmtree(data)
    trimmed.rename(data)


def _trim_service(data: Path, trimmed: Path, service: str) -> str:
    """Copy the newest version of a service's models; answer the prefix of its addresses."""
    if not (data / service).is_dir():
        raise PackageError(f"botocore has no data of `{service}`: correct the name in KEPT.")
    version = max(path for path in (data / service).iterdir() if path.is_dir())
    models = {path.name.partition(".json")[0]: _load(path) for path in sorted(version.iterdir())}
    target = trimmed / service / version.name
    target.mkdir(parents=True)
    for name in _NEEDED:
        if name in models:
            _dump(target / f"{name}.json", _without_prose(models[name]))
    return str(models["service-2"]["metadata"].get("endpointPrefix", service))


def _without_prose(document: Json) -> Json:
    if isinstance(document, dict):
        return {k: _without_prose(v) for k, v in document.items() if k != "documentation" or not isinstance(v, str)}
    if isinstance(document, list):
        return [_without_prose(part) for part in document]
    return document


def _load(path: Path) -> Json:
    content = path.read_bytes()
    return json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)


def _dump(path: Path, document: Json) -> None:
    path.write_text(json.dumps(document, separators=(",", ":")))
