"""Compares two JSON Schemas from a caller's view: inputs must not become narrower, outputs must not become wider."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

type Schema = dict[str, Any]

_LOWER = ("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties")  # higher is narrower
_UPPER = ("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties")  # lower is narrower
_UNORDERED = (
    "pattern",
    "format",
    "const",
    "multipleOf",
    "uniqueItems",
)  # not ordered: a new or another value counts as narrower


class Direction(Enum):
    """Whether a value is sent or received by the caller."""

    IN = "in"  # from the caller
    OUT = "out"  # to the caller


@dataclass(frozen=True)
class Location:
    """A location in a contract, for example a field of a body."""

    where: str
    direction: Direction

    def child(self, name: str) -> "Location":
        """Return a location inside this one."""
        return Location(f"{self.where}.{name}" if ": " in self.where else f"{self.where}: {name}", self.direction)


@dataclass(frozen=True)
class SchemaComparison:
    """Compares schemas of two documents and resolves references in them."""

    old: Schema
    new: Schema
    _seen: set[tuple[str, str, Direction]] = field(default_factory=set)

    def compare(self, location: Location, old: Schema, new: Schema) -> Iterator[str]:
        """List what breaks between two schemas of the same location. A pair of references is followed once."""
        pair = (old.get("$ref", ""), new.get("$ref", ""), location.direction)
        if all(pair[:2]):
            if pair in self._seen:
                return
            self._seen.add(pair)
        yield from self._compare_branches(location, _resolve(self.old, old), _resolve(self.new, new))

    def _compare_branches(self, location: Location, old: Schema, new: Schema) -> Iterator[str]:
        before, after = _split_by_kind(self.old, old), _split_by_kind(self.new, new)
        lost, gained = _kinds_missing_from(before, after), _kinds_missing_from(after, before)
        if location.direction is Direction.IN and "any" not in after and lost:
            yield f"{location.where}: {_join_kinds(lost)} no longer taken"
        if location.direction is Direction.OUT and "any" not in before and gained:
            yield f"{location.where}: may now be {_join_kinds(gained)}"
        for kind in sorted(before.keys() & after.keys()):
            yield from self._compare_kind(location, before[kind], after[kind])

    def _compare_kind(self, location: Location, old: Schema, new: Schema) -> Iterator[str]:
        yield from _compare_enums(location, old, new)
        if location.direction is Direction.IN:
            yield from _compare_limits(location, old, new)
        yield from self._compare_properties(location, old, new)
        if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
            yield from self.compare(location.child("[]"), old["items"], new["items"])
        yield from self._compare_additional_properties(location, old, new)

    def _compare_properties(self, location: Location, old: Schema, new: Schema) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            if name in after:
                yield from self.compare(location.child(name), before[name], after[name])
            else:
                yield f"{location.child(name).where}: removed"
        needed_before, needed_after = set(old.get("required", [])), set(new.get("required", []))
        if location.direction is Direction.IN:
            for name in sorted(needed_after - needed_before):
                yield f"{location.child(name).where}: {'now' if name in before else 'new and'} required"
        else:
            for name in sorted((needed_before - needed_after) & after.keys()):
                yield f"{location.child(name).where}: may now be missing"

    def _compare_additional_properties(self, location: Location, old: Schema, new: Schema) -> Iterator[str]:
        before, after = old.get("additionalProperties", True), new.get("additionalProperties", True)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from self.compare(location.child("*"), before, after)
        elif location.direction is Direction.IN and after is False and before is not False:
            yield f"{location.where}: other properties no longer taken"


def _compare_enums(location: Location, old: Schema, new: Schema) -> Iterator[str]:
    """Compare enumerations. Callers ignore an added value in an answer (docs/conventions.md): only removals break."""
    before, after = old.get("enum"), new.get("enum")
    if before is None:
        if after is not None and location.direction is Direction.IN:
            yield f"{location.where}: now one of {', '.join(map(str, after))}"
    elif after is not None:
        for value in before:
            if value not in after:
                yield f"{location.where}: value {value} removed"


def _compare_limits(location: Location, old: Schema, new: Schema) -> Iterator[str]:
    for name in _LOWER + _UPPER + _UNORDERED:
        before, after = old.get(name), new.get(name)
        if after is None or after == before:
            continue
        wider = before is not None and ((name in _LOWER and after < before) or (name in _UPPER and after > before))
        if not wider:
            yield f"{location.where}: {name} {'is now' if before is None else f'{before} is now'} {after}"


def _split_by_kind(document: Schema, schema: Schema) -> dict[str, Schema]:
    """Split a schema into branches by type, and by title when several branches are objects."""
    branches = schema.get("anyOf") or schema.get("oneOf")
    if not branches:
        return dict.fromkeys(_list_kinds(schema), schema)
    found: dict[str, Schema] = {}
    for branch in branches:
        for kind, plain in _split_by_kind(document, _resolve(document, branch)).items():
            found[kind if kind not in found else f"{kind} {plain.get('title', len(found))}"] = plain
    return found


def _kinds_missing_from(ours: dict[str, Schema], theirs: dict[str, Schema]) -> set[str]:
    """Return the kinds that only `ours` accepts; an integer counts as a number."""
    return ours.keys() - theirs.keys() - ({"integer"} if "number" in theirs else set())


def _list_kinds(schema: Schema) -> list[str]:
    kind = schema.get("type")
    if isinstance(kind, list):
        return kind
    if kind is not None:
        return [str(kind)]
    return ["object"] if "properties" in schema else ["any"]


def _resolve(document: Schema, schema: Schema) -> Schema:
    while "$ref" in schema:
        found: Any = document
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        schema = found
    return schema


def _join_kinds(kinds: set[str]) -> str:
    return " or ".join(sorted(kinds))
