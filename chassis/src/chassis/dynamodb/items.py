"""Frozen dataclasses ↔ camelCase items, by the types of their fields; the domain itself stays plain."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeAliasType, Union, cast, get_args, get_origin, get_type_hints

from chassis.dynamodb.attributes import Item

type Read = Callable[[Any], Any]

_PLAIN = frozenset({str, int, float, bool, NoneType})
_ABSENT = object()


class UnreadableItem(ValueError):
    """An item does not hold what the record needs; the message names record and field."""


def to_item(record: Any) -> Item:  # noqa: ANN401 - any dataclass
    """The record's attributes; None is left out, an absent attribute reads as None again."""
    values = ((camel, getattr(record, name)) for name, camel in _names(cast("Hashable", type(record))))
    return {camel: _plain(value) for camel, value in values if value is not None}


def from_item[T](kind: type[T], item: Mapping[str, Any]) -> T:
    """The record in `item`; attributes that it does not know (keys, indexes, newer fields) are passed over.

    Raises:
        UnreadableItem: an attribute is missing, or of another type.
    """
    if not isinstance(item, Mapping):
        raise UnreadableItem(f"{kind.__name__}: {type(item).__name__} stands there")
    values: dict[str, Any] = {}
    for name, camel, read in _readers(cast("Hashable", kind)):
        found = item.get(camel, _ABSENT)
        if found is not _ABSENT:
            values[name] = _value(kind, camel, read, found)
    try:
        return kind(**values)
    except TypeError as error:
        raise UnreadableItem(f"{kind.__name__}: {error}") from None


def to_camel(name: str) -> str:
    """`tenant_id` → `tenantId`."""
    return name[0] + name.title().replace("_", "")[1:]


def _value(kind: type[Any], camel: str, read: Read, found: object) -> object:
    try:
        return read(found)
    except (TypeError, ValueError) as error:
        raise UnreadableItem(f"{kind.__name__}.{camel}: {error}") from None


@cache
def _names(kind: type[Any]) -> tuple[tuple[str, str], ...]:
    """Each field's name, here and there."""
    return tuple((field.name, to_camel(field.name)) for field in fields(kind))


@cache
def _readers(kind: type[Any]) -> tuple[tuple[str, str, Read], ...]:
    hints = get_type_hints(kind)
    return tuple((name, camel, _reader(hints[name])) for name, camel in _names(cast("Hashable", kind)))


def _plain(value: Any) -> Any:  # noqa: ANN401 - one branch a type is the plainest form
    """`value` as JSON has it."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return to_item(value)


def _reader(hint: Any) -> Read:  # noqa: ANN401 - a type expression
    """What makes a value of type `hint` out of what a table or a message holds.

    Raises:
        TypeError: no record of ours has such a field yet.
    """
    hint = hint.__value__ if isinstance(hint, TypeAliasType) else hint
    if hint is Any:
        return lambda value: value
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda value: from_item(hint, value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if hint is float:
        return lambda value: float(_of((int, float), value))
    if hint in _PLAIN:
        return lambda value: _of(hint, value)
    return _compound(get_origin(hint) or hint, get_args(hint))


def _compound(origin: Any, parts: tuple[Any, ...]) -> Read:  # noqa: ANN401 - a type expression
    unknown = TypeError(f"items hold no {origin} of {parts}: teach it to chassis.dynamodb.items")
    if not parts:
        raise unknown
    read = _reader(parts[-1] if origin in (dict, Mapping) else parts[0])
    if origin in (UnionType, Union) and set(parts[1:]) == {NoneType}:
        return lambda value: None if value is None else read(value)
    if origin is tuple and parts[1:] == (...,):
        return lambda value: tuple([read(part) for part in _of((list, tuple), value)])
    if origin in (dict, Mapping):
        return lambda value: {key: read(part) for key, part in _of(Mapping, value).items()}
    raise unknown


def _of(kind: Any, value: Any) -> Any:  # noqa: ANN401 - any class, and a value of it
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} stands there")
    return value
