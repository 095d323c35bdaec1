"""JSON Schemas of records, for the contracts; no function asks for them."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

from pydantic import ConfigDict, TypeAdapter

from chassis.dynamodb.items import to_camel


def schema_of(kind: type[Any]) -> dict[str, Any]:
    """The JSON Schema of the record as `to_item` writes it."""
    for part in _dataclasses(kind):
        part.__pydantic_config__ = ConfigDict(alias_generator=to_camel)
    return TypeAdapter(kind).json_schema(by_alias=True)


def _dataclasses(kind: Any) -> Iterator[Any]:  # noqa: ANN401 - walks type expressions
    """`kind` and every dataclass that its fields mention."""
    if is_dataclass(kind):
        yield kind
        hints = get_type_hints(kind)
        for part in fields(kind):
            yield from _dataclasses(hints[part.name])
    for argument in get_args(kind):
        yield from _dataclasses(argument)
