"""Compares two JSON Schemas as callers feel it: what goes in must not narrow, what comes out must not widen."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

type Schema = dict[str, Any]

_LOWER = ("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties")  # higher is narrower
_UPPER = ("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties")  # lower is narrower
_SAME = ("pattern", "format", "const", "multipleOf", "uniqueItems")  # cannot be ordered: a new or other one is narrower


class Direction(Enum):
    """Which way a value goes."""

    IN = "in"  # from the caller
    OUT = "out"  # to the caller


@dataclass(frozen=True)
class Step:
    """A place in a contract."""

    where: str
    direction: Direction

    def to(self, name: str) -> "Step":
        """A place inside this one."""
        return Step(f"{self.where}.{name}" if ": " in self.where else f"{self.where}: {name}", self.direction)


@dataclass(frozen=True)
class Schemas:
    """Two documents, in which references are looked up."""

    old: Schema
    new: Schema
    _seen: set[tuple[str, str, Direction]] = field(default_factory=set)

    def compare(self, step: Step, old: Schema, new: Schema) -> Iterator[str]:
        """What breaks between two schemas of the same place; a pair of references is followed once."""
        pair = (old.get("$ref", ""), new.get("$ref", ""), step.direction)
        if all(pair[:2]):
            if pair in self._seen:
                return
            self._seen.add(pair)
        yield from self._branches(step, _resolved(self.old, old), _resolved(self.new, new))

    def _branches(self, step: Step, old: Schema, new: Schema) -> Iterator[str]:
        before, after = _by_kind(self.old, old), _by_kind(self.new, new)
        lost, gained = _beyond(before, after), _beyond(after, before)
        if step.direction is Direction.IN and "any" not in after and lost:
            yield f"{step.where}: {_told(lost)} no longer taken"
        if step.direction is Direction.OUT and "any" not in before and gained:
            yield f"{step.where}: may now be {_told(gained)}"
        for kind in sorted(before.keys() & after.keys()):
            yield from self._plain(step, before[kind], after[kind])

    def _plain(self, step: Step, old: Schema, new: Schema) -> Iterator[str]:
        yield from _values(step, old, new)
        if step.direction is Direction.IN:
            yield from _limits(step, old, new)
        yield from self._properties(step, old, new)
        if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
            yield from self.compare(step.to("[]"), old["items"], new["items"])
        yield from self._others(step, old, new)

    def _properties(self, step: Step, old: Schema, new: Schema) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            if name in after:
                yield from self.compare(step.to(name), before[name], after[name])
            else:
                yield f"{step.to(name).where}: removed"
        needed_before, needed_after = set(old.get("required", [])), set(new.get("required", []))
        if step.direction is Direction.IN:
            for name in sorted(needed_after - needed_before):
                yield f"{step.to(name).where}: {'now' if name in before else 'new and'} required"
        else:
            for name in sorted((needed_before - needed_after) & after.keys()):
                yield f"{step.to(name).where}: may now be missing"

    def _others(self, step: Step, old: Schema, new: Schema) -> Iterator[str]:
        before, after = old.get("additionalProperties", True), new.get("additionalProperties", True)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from self.compare(step.to("*"), before, after)
        elif step.direction is Direction.IN and after is False and before is not False:
            yield f"{step.where}: other properties no longer taken"


def _values(step: Step, old: Schema, new: Schema) -> Iterator[str]:
    """Callers send or wait for each value of an enumeration; a further one out is theirs to ignore (conventions)."""
    before, after = old.get("enum"), new.get("enum")
    if before is None:
        if after is not None and step.direction is Direction.IN:
            yield f"{step.where}: now one of {', '.join(map(str, after))}"
    elif after is not None:
        for value in before:
            if value not in after:
                yield f"{step.where}: value {value} removed"


def _limits(step: Step, old: Schema, new: Schema) -> Iterator[str]:
    for name in _LOWER + _UPPER + _SAME:
        before, after = old.get(name), new.get(name)
        if after is None or after == before:
            continue
        wider = before is not None and ((name in _LOWER and after < before) or (name in _UPPER and after > before))
        if not wider:
            yield f"{step.where}: {name} {'is now' if before is None else f'{before} is now'} {after}"


def _by_kind(document: Schema, schema: Schema) -> dict[str, Schema]:
    """The branches of a schema by what they take: a type, and for objects their title where there are several."""
    branches = schema.get("anyOf") or schema.get("oneOf")
    if not branches:
        return dict.fromkeys(_kinds(schema), schema)
    found: dict[str, Schema] = {}
    for branch in branches:
        for kind, plain in _by_kind(document, _resolved(document, branch)).items():
            found[kind if kind not in found else f"{kind} {plain.get('title', len(found))}"] = plain
    return found


def _beyond(ours: dict[str, Schema], theirs: dict[str, Schema]) -> set[str]:
    """What one takes and the other does not; an integer is a number."""
    return ours.keys() - theirs.keys() - ({"integer"} if "number" in theirs else set())


def _kinds(schema: Schema) -> list[str]:
    kind = schema.get("type")
    if isinstance(kind, list):
        return kind
    if kind is not None:
        return [str(kind)]
    return ["object"] if "properties" in schema else ["any"]


def _resolved(document: Schema, schema: Schema) -> Schema:
    while "$ref" in schema:
        found: Any = document
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        schema = found
    return schema


def _told(kinds: set[str]) -> str:
    return " or ".join(sorted(kinds))
