"""One type of text and one of e-mail addresses: no request of any act has a rule of its own for what people write."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.catalogue.contracts import body_fields, document, query_fields
from tests.catalogue.services import acts

from chassis.email_address import LONGEST
from chassis.text import LINE_PATTERN, PROSE_PATTERN

OTHER = {
    "emails": "each address has a result of its own, also one that is no address",
    "token": "the secret of a link, compared with a hash",
    "startAt": "a cursor of ours",
    "templateId": "an id of the catalogue, looked up",
}
"""Texts without a rule of the two types, and why."""


def texts(name: str, schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every string that a field may hold, by the name of the nearest field."""
    if "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if schema.get("type") == "string":
        yield name, schema
    for part in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())):
        yield from texts(name, part)
    for part in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(part, dict):
            yield from texts(name, part)
    for inner, part in schema.get("properties", {}).items():
        yield from texts(inner, part)


def fault(name: str, schema: dict[str, Any]) -> str | None:
    """What is wrong with the rule of a text."""
    if "enum" in schema or "const" in schema or name in OTHER:
        return None
    if "email" in name.lower():
        known = (schema.get("format"), schema.get("maxLength")) == ("idn-email", LONGEST)
        return None if known else "an e-mail address with a rule of its own"
    pattern = schema.get("pattern", "^[^")
    if pattern in (LINE_PATTERN, PROSE_PATTERN):
        return None
    return "text of people with a rule of its own" if pattern.startswith("^[^") else None


def requested() -> list[tuple[str, str, dict[str, Any]]]:
    """Act, field and schema of every text in every request."""
    return [
        (act.name, *found)
        for _, act in acts()
        for one in (*body_fields(act.name), *query_fields(act.name))
        for found in texts(one.name, one.schema)
    ]


def test_every_text_in_a_request_has_one_of_the_two_types():
    found = requested()

    assert sum(schema.get("pattern") in (LINE_PATTERN, PROSE_PATTERN) for _, _, schema in found) > 15
    assert sum(schema.get("format") == "idn-email" for _, _, schema in found) > 4
    assert [(act, name, fault(name, schema)) for act, name, schema in found if fault(name, schema)] == []
    assert OTHER.keys() <= {name for _, name, _ in found}


@pytest.mark.parametrize(
    ("name", "planted"),
    [
        ("siteName", {"type": "string", "maxLength": 100}),
        ("siteName", {"type": "string", "pattern": r"^[^\x00-\x1f\x7f]*$"}),
        ("adminEmail", {"type": "string", "format": "email", "maxLength": 100}),
        ("adminEmail", {"type": "string", "pattern": "^.+@.+$"}),
    ],
)
def test_a_rule_of_its_own_is_found(name, planted):
    assert fault(*next(texts("body", {"type": "object", "properties": {name: planted}})))
