"""DynamoDB attribute values ↔ plain Python: str, int, float, bool, None, list, dict; nothing else is stored."""

from collections.abc import Mapping
from typing import Any

type Item = dict[str, Any]


def to_attributes(item: Mapping[str, Any]) -> dict[str, Any]:
    """`item` as DynamoDB wants it.

    Raises:
        TypeError: a value is of a type that we do not store.
    """
    return {name: to_attribute(value) for name, value in item.items()}


def to_attribute(value: Any) -> dict[str, Any]:  # noqa: ANN401 - one branch a type is the plainest form
    """One value as an attribute value."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int() | float():
            return {"N": repr(value) if isinstance(value, float) else str(int(value))}
        case Mapping():
            return {"M": to_attributes(value)}
        case list() | tuple():
            return {"L": [to_attribute(part) for part in value]}
    raise TypeError(f"{type(value).__name__} is not stored in a table")


def from_attributes(attributes: Mapping[str, Any]) -> Item:
    """What `to_attributes` was given."""
    return {name: from_attribute(value) for name, value in attributes.items()}


def from_attribute(attribute: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a table holds any of the types above
    """One attribute value as plain Python."""
    kind, value = next(iter(attribute.items()))
    match kind:
        case "S" | "BOOL":
            return value
        case "N":
            return int(value) if value.lstrip("-").isdigit() else float(value)
        case "NULL":
            return None
        case "M":
            return from_attributes(value)
        case "L":
            return [from_attribute(part) for part in value]
    raise TypeError(f"attribute type {kind} is not used in our tables")
