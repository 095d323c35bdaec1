"""Compares two OpenAPI contracts of ours and finds what breaks a caller of the older one."""

from collections.abc import Iterator
from typing import Any

from deploy.schemas import Direction, Location, SchemaComparison

type Document = dict[str, Any]

_METHODS = ("get", "put", "post", "delete", "patch")


def find_breaking_changes(old: Document, new: Document) -> list[str]:
    """List each breaking change: where it is and what changed."""
    return list(_compare_paths(old, new))


def _compare_paths(old: Document, new: Document) -> Iterator[str]:
    schemas = SchemaComparison(old, new)
    for path, before in old["paths"].items():
        after = new["paths"].get(path)
        if after is None:
            yield f"{path}: removed"
            continue
        for method in _METHODS:
            if method not in before:
                continue
            where = f"{method.upper()} {path}"
            if method not in after:
                yield f"{where}: removed"
                continue
            yield from _compare_operation(where, before[method], after[method], schemas)


def _compare_operation(where: str, old: Document, new: Document, schemas: SchemaComparison) -> Iterator[str]:
    if old.get("operationId") != new.get("operationId"):
        yield f"{where}: operationId {old.get('operationId')} is now {new.get('operationId')}"
    yield from _compare_parameters(where, old, new, schemas)
    yield from _compare_body(where, old.get("requestBody"), new.get("requestBody"), schemas)
    yield from _compare_responses(where, old["responses"], new["responses"], schemas)


def _compare_parameters(where: str, old: Document, new: Document, schemas: SchemaComparison) -> Iterator[str]:
    before = {(found["in"], found["name"]): found for found in old.get("parameters", [])}
    after = {(found["in"], found["name"]): found for found in new.get("parameters", [])}
    for (kind, name), parameter in before.items():
        location = f"{where}: {kind} parameter {name}"
        now = after.get((kind, name))
        if now is None:
            yield f"{location}: removed"
            continue
        if now.get("required") and not parameter.get("required"):
            yield f"{location}: now required"
        yield from schemas.compare(Location(location, Direction.IN), parameter["schema"], now["schema"])
    for kind, name in after.keys() - before.keys():
        if after[kind, name].get("required"):
            yield f"{where}: {kind} parameter {name}: new and required"


def _compare_body(where: str, old: Document | None, new: Document | None, schemas: SchemaComparison) -> Iterator[str]:
    if new and new.get("required") and not (old and old.get("required")):
        yield f"{where}: body: now required"
    if old is None:
        return
    if new is None:
        yield f"{where}: body: removed"
        return
    yield from _compare_media(f"{where}: body", Direction.IN, old, new, schemas)


def _compare_responses(where: str, old: Document, new: Document, schemas: SchemaComparison) -> Iterator[str]:
    for status, before in old.items():
        if status in new:
            yield from _compare_media(f"{where}: {status}", Direction.OUT, before, new[status], schemas)
        else:
            yield f"{where}: status {status}: removed"
    for status in new.keys() - old.keys():
        if str(status).startswith("2"):
            yield f"{where}: status {status}: a new success status"


def _compare_media(
    where: str, direction: Direction, old: Document, new: Document, schemas: SchemaComparison
) -> Iterator[str]:
    for media, before in old.get("content", {}).items():
        after = new.get("content", {}).get(media)
        if after is None:
            yield f"{where}: {media}: removed"
        else:
            yield from schemas.compare(Location(where, direction), before.get("schema", {}), after.get("schema", {}))
