"""Names of schemas that generators turn into good names of types, and bodies that show a whole example."""

from collections import Counter
from typing import Any

_REF = "#/components/schemas/"


def rename_schemas(document: dict[str, Any]) -> None:
    """`SiteResource` becomes `Site`; titles, which generators would make names of, go.

    Raises:
        ValueError: two schemas would have one name: rename one of the classes.
    """
    schemas: dict[str, Any] = document["components"]["schemas"]
    names = {name: name.removesuffix("Resource") for name in schemas}
    if clashes := [name for name, count in Counter(names.values()).items() if count > 1]:
        raise ValueError(f"two schemas would be called {', '.join(clashes)}: rename one of the classes")
    document["components"]["schemas"] = {names[name]: _plain(schema) for name, schema in schemas.items()}
    _redirect(document, {_REF + old: _REF + new for old, new in names.items()})


def drop_unused_schemas(document: dict[str, Any]) -> None:
    """Take away the schemas to which nothing leads any more."""
    schemas: dict[str, Any] = document["components"]["schemas"]
    while unused := set(schemas) - _named_in({"paths": document["paths"], "schemas": schemas}):
        for name in unused:
            del schemas[name]


def show_body_examples(document: dict[str, Any]) -> None:
    """Give each request body the first example of its schema.

    Raises:
        ValueError: a request shows no example.
    """
    for operations in document["paths"].values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                name = content["schema"]["$ref"].removeprefix(_REF)
                content["example"] = _first_example(name, document["components"]["schemas"][name])


def _first_example(name: str, schema: dict[str, Any]) -> Any:  # noqa: ANN401 - a body may hold any JSON
    if not schema.get("examples"):
        raise ValueError(f"{name} shows no example: give it `model_config = example(…)` of chassis.http.envelope")
    return schema["examples"][0]


def _plain(schema: Any) -> Any:  # noqa: ANN401 - a JSON Schema
    """The schema without the titles that pydantic makes of names; a property may be called `title`."""
    if isinstance(schema, list):
        return [_plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    schema = _with_named_keys(schema)
    kept = {name: part for name, part in schema.items() if name != "title" or not isinstance(part, str)}
    return {name: _plain(part) if name not in ("examples", "default") else part for name, part in kept.items()}


def _with_named_keys(schema: dict[str, Any]) -> dict[str, Any]:
    """A closed map says what its keys look like in `propertyNames`: few generators know `patternProperties`."""
    kinds = schema.get("patternProperties") if schema.get("additionalProperties") is False else None
    if not kinds or len(kinds) != 1:
        return schema
    [(pattern, kind)] = kinds.items()
    names = {**schema.get("propertyNames", {}), "type": "string", "pattern": pattern}
    rest = {name: part for name, part in schema.items() if name != "patternProperties"}
    return {**rest, "propertyNames": names, "additionalProperties": kind}


def _redirect(part: Any, names: dict[str, str]) -> None:  # noqa: ANN401 - any part of a document
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            part["$ref"] = names.get(part["$ref"], part["$ref"])
        for below in part.values():
            _redirect(below, names)
    elif isinstance(part, list):
        for below in part:
            _redirect(below, names)


def _named_in(part: Any) -> set[str]:  # noqa: ANN401 - any part of a document
    """The schemas to which references of `part` lead."""
    below = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    own = {part["$ref"].removeprefix(_REF)} if isinstance(part, dict) and isinstance(part.get("$ref"), str) else set()
    return own.union(*(_named_in(one) for one in below))
