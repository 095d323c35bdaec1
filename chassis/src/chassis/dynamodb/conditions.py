"""Conditions and update expressions as values; rendered to DynamoDB's syntax in one place."""

from collections.abc import Collection, Mapping
from dataclasses import field
from typing import Any

from chassis.dynamodb.attributes import to_attribute
from chassis.runtime.records import dataclass


@dataclass(frozen=True)
class Condition:
    """What must hold for a write; all parts together.

    Attributes:
        exists: the item is there (True), is not there (False), or does not matter (None).
        equals: attribute → value.
        is_in: attribute → allowed values.
        not_in: attribute → values that it must not have; an absent one has none of them.
        less_than: attribute → number or text that it must be less than.
        greater_than: attribute → number or text that it must be more than.
        contains: attribute → text that it must hold somewhere.
        less_than_attribute: attribute → the other attribute of the item that it must be less than.
        not_exists: attributes that must not exist.
        absent_or_less_than: attribute → limit; it must be absent or less, such as a lease that has expired.
    """

    exists: bool | None = None
    equals: Mapping[str, Any] = field(default_factory=dict)
    is_in: Mapping[str, Collection[Any]] = field(default_factory=dict)
    less_than: Mapping[str, Any] = field(default_factory=dict)
    greater_than: Mapping[str, Any] = field(default_factory=dict)
    contains: Mapping[str, str] = field(default_factory=dict)
    less_than_attribute: Mapping[str, str] = field(default_factory=dict)
    not_exists: Collection[str] = ()
    absent_or_less_than: Mapping[str, Any] = field(default_factory=dict)
    not_in: Mapping[str, Collection[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class UpdateExpression:
    """What an update does, in DynamoDB's words: SET attributes, ADD to numbers, REMOVE attributes."""

    set: Mapping[str, Any] = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)
    remove: Collection[str] = ()


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

    def render_condition(self, condition: Condition) -> str:
        """`condition` as a ConditionExpression; empty when nothing is asked."""
        parts = [f"{self.name(a)} = {self.value(v)}" for a, v in condition.equals.items()]
        parts += [f"{self.name(a)} < {self.value(v)}" for a, v in condition.less_than.items()]
        parts += [f"{self.name(a)} > {self.value(v)}" for a, v in condition.greater_than.items()]
        parts += [f"contains({self.name(a)}, {self.value(v)})" for a, v in condition.contains.items()]
        parts += [f"{self.name(a)} < {self.name(b)}" for a, b in condition.less_than_attribute.items()]
        parts += [f"{self.name(a)} IN ({', '.join(map(self.value, vs))})" for a, vs in condition.is_in.items()]
        parts += [
            f"(attribute_not_exists({self.name(a)}) OR NOT {self.name(a)} IN ({', '.join(map(self.value, vs))}))"
            for a, vs in condition.not_in.items()
        ]
        parts += [f"attribute_not_exists({self.name(a)})" for a in condition.not_exists]
        parts += [
            f"(attribute_not_exists({self.name(a)}) OR {self.name(a)} < {self.value(v)})"
            for a, v in condition.absent_or_less_than.items()
        ]
        if condition.exists is not None:
            parts.insert(0, f"attribute_{'' if condition.exists else 'not_'}exists({self.name('PK')})")
        return " AND ".join(parts)

    def render_update(self, update: UpdateExpression) -> str:
        """`update` as an UpdateExpression."""
        clauses = {
            "SET": [f"{self.name(a)} = {self.value(v)}" for a, v in update.set.items()],
            "ADD": [f"{self.name(a)} {self.value(v)}" for a, v in update.add.items()],
            "REMOVE": [self.name(a) for a in update.remove],
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
