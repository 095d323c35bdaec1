"""Compares two OpenAPI contracts of ours: what breaks a caller that was written against the older one."""

from collections.abc import Iterator
from typing import Any

from deploy.schemas import Direction, Schemas, Step

type Document = dict[str, Any]

_METHODS = ("get", "put", "post", "delete", "patch")


def breaking(old: Document, new: Document) -> list[str]:
    """Each break in a line: where, and what happened to it."""
    return list(_paths(old, new))


def _paths(old: Document, new: Document) -> Iterator[str]:
    schemas = Schemas(old, new)
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
            yield from _act(where, before[method], after[method], schemas)


def _act(where: str, old: Document, new: Document, schemas: Schemas) -> Iterator[str]:
    if old.get("operationId") != new.get("operationId"):
        yield f"{where}: operationId {old.get('operationId')} is now {new.get('operationId')}"
    yield from _parameters(where, old, new, schemas)
    yield from _body(where, old.get("requestBody"), new.get("requestBody"), schemas)
    yield from _answers(where, old["responses"], new["responses"], schemas)


def _parameters(where: str, old: Document, new: Document, schemas: Schemas) -> Iterator[str]:
    before = {(found["in"], found["name"]): found for found in old.get("parameters", [])}
    after = {(found["in"], found["name"]): found for found in new.get("parameters", [])}
    for (kind, name), parameter in before.items():
        place = f"{where}: {kind} parameter {name}"
        now = after.get((kind, name))
        if now is None:
            yield f"{place}: removed"
            continue
        if now.get("required") and not parameter.get("required"):
            yield f"{place}: now required"
        yield from schemas.compare(Step(place, Direction.IN), parameter["schema"], now["schema"])
    for kind, name in after.keys() - before.keys():
        if after[kind, name].get("required"):
            yield f"{where}: {kind} parameter {name}: new and required"


def _body(where: str, old: Document | None, new: Document | None, schemas: Schemas) -> Iterator[str]:
    if new and new.get("required") and not (old and old.get("required")):
        yield f"{where}: body: now required"
    if old is None:
        return
    if new is None:
        yield f"{where}: body: removed"
        return
    yield from _media(f"{where}: body", Direction.IN, old, new, schemas)


def _answers(where: str, old: Document, new: Document, schemas: Schemas) -> Iterator[str]:
    for status, before in old.items():
        if status in new:
            yield from _media(f"{where}: {status}", Direction.OUT, before, new[status], schemas)
        else:
            yield f"{where}: status {status}: removed"
    for status in new.keys() - old.keys():
        if str(status).startswith("2"):
            yield f"{where}: status {status}: a new kind of success"


def _media(where: str, direction: Direction, old: Document, new: Document, schemas: Schemas) -> Iterator[str]:
    for media, before in old.get("content", {}).items():
        after = new.get("content", {}).get(media)
        if after is None:
            yield f"{where}: {media}: removed"
        else:
            yield from schemas.compare(Step(where, direction), before.get("schema", {}), after.get("schema", {}))
