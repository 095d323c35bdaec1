"""Frozen dataclasses ↔ camelCase items, by one pydantic adapter a class; the domain itself stays plain."""

from collections.abc import Hashable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, cast, get_args, get_type_hints

from pydantic import ConfigDict, TypeAdapter
from pydantic.alias_generators import to_camel

from chassis.attributes import Item


def to_item(record: Any) -> Item:  # noqa: ANN401 - any dataclass
    """The record's attributes; None is left out, an absent attribute reads as None again."""
    return cast(
        "Item",
        _adapter(cast("Hashable", type(record))).dump_python(record, by_alias=True, mode="json", exclude_none=True),
    )


def from_item[T](kind: type[T], item: Item) -> T:
    """The record in `item`; attributes that it does not know (keys, indexes, newer fields) are passed over."""
    return cast("T", _adapter(cast("Hashable", kind)).validate_python(item, by_alias=True))


def schema_of(kind: type[Any]) -> dict[str, Any]:
    """The JSON Schema of the record as `to_item` writes it."""
    return _adapter(cast("Hashable", kind)).json_schema(by_alias=True)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - a type expression
    for part in _dataclasses(kind):
        part.__pydantic_config__ = ConfigDict(alias_generator=to_camel, populate_by_name=True)
    return TypeAdapter(kind)


def _dataclasses(kind: Any) -> Iterator[Any]:  # noqa: ANN401 - walks type expressions
    """`kind` and every dataclass that its fields mention."""
    if is_dataclass(kind):
        yield kind
        hints = get_type_hints(kind)
        for part in fields(kind):
            yield from _dataclasses(hints[part.name])
    for argument in get_args(kind):
        yield from _dataclasses(argument)
