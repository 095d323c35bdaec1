"""Conditions and changes as values; rendered to DynamoDB expressions in one place."""

from collections.abc import Collection, Mapping
from dataclasses import field
from typing import Any

from chassis.dynamodb.attributes import to_attribute
from chassis.runtime.records import dataclass


@dataclass(frozen=True)
class When:
    """What must hold for a write; all parts together.

    Attributes:
        exists: the item is there (True), is not there (False), or does not matter (None).
        equal: attribute → value.
        among: attribute → allowed values.
        none_of: attribute → values that it must not have; an absent one has none of them.
        below: attribute → number or text that it must be less than.
        above: attribute → number or text that it must be more than.
        containing: attribute → text that it must hold somewhere.
        short_of: attribute → the other attribute of the item that it must be less than.
        absent: attributes that must not exist.
        past: attribute → limit; it must be absent or less (an expired lease).
    """

    exists: bool | None = None
    equal: Mapping[str, Any] = field(default_factory=dict)
    among: Mapping[str, Collection[Any]] = field(default_factory=dict)
    below: Mapping[str, Any] = field(default_factory=dict)
    above: Mapping[str, Any] = field(default_factory=dict)
    containing: Mapping[str, str] = field(default_factory=dict)
    short_of: Mapping[str, str] = field(default_factory=dict)
    absent: Collection[str] = ()
    past: Mapping[str, Any] = field(default_factory=dict)
    none_of: Mapping[str, Collection[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What an update does: `put` sets attributes, `add` adds to numbers, `drop` removes attributes."""

    put: Mapping[str, Any] = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)
    drop: Collection[str] = ()


class Expressions:
    """Collects names and values while expressions are rendered; all are placeholders, so no name is reserved."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.values: dict[str, Any] = {}

    def name(self, attribute: str) -> str:
        """The placeholder of an attribute; dots lead into maps."""
        parts = []
        for part in attribute.split("."):
            placeholder = f"#{part}"
            self.names[placeholder] = part
            parts.append(placeholder)
        return ".".join(parts)

    def value(self, value: Any) -> str:  # noqa: ANN401 - any storable value
        """The placeholder of a value."""
        placeholder = f":v{len(self.values)}"
        self.values[placeholder] = to_attribute(value)
        return placeholder

    def condition(self, when: When) -> str:
        """`when` as a ConditionExpression; empty when nothing is asked."""
        parts = [f"{self.name(a)} = {self.value(v)}" for a, v in when.equal.items()]
        parts += [f"{self.name(a)} < {self.value(v)}" for a, v in when.below.items()]
        parts += [f"{self.name(a)} > {self.value(v)}" for a, v in when.above.items()]
        parts += [f"contains({self.name(a)}, {self.value(v)})" for a, v in when.containing.items()]
        parts += [f"{self.name(a)} < {self.name(b)}" for a, b in when.short_of.items()]
        parts += [f"{self.name(a)} IN ({', '.join(map(self.value, vs))})" for a, vs in when.among.items()]
        parts += [
            f"(attribute_not_exists({self.name(a)}) OR NOT {self.name(a)} IN ({', '.join(map(self.value, vs))}))"
            for a, vs in when.none_of.items()
        ]
        parts += [f"attribute_not_exists({self.name(a)})" for a in when.absent]
        parts += [
            f"(attribute_not_exists({self.name(a)}) OR {self.name(a)} < {self.value(v)})" for a, v in when.past.items()
        ]
        if when.exists is not None:
            parts.insert(0, f"attribute_{'' if when.exists else 'not_'}exists({self.name('PK')})")
        return " AND ".join(parts)

    def update(self, change: Change) -> str:
        """`change` as an UpdateExpression."""
        clauses = {
            "SET": [f"{self.name(a)} = {self.value(v)}" for a, v in change.put.items()],
            "ADD": [f"{self.name(a)} {self.value(v)}" for a, v in change.add.items()],
            "REMOVE": [self.name(a) for a in change.drop],
        }
        return " ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses.items() if parts)

    def fields(self) -> dict[str, Any]:
        """The request members that carry the placeholders."""
        found: dict[str, Any] = {}
        if self.names:
            found["ExpressionAttributeNames"] = self.names
        if self.values:
            found["ExpressionAttributeValues"] = self.values
        return found
