"""What a contract says of a field, beside its type."""

from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from chassis.http import field_types as types
from chassis.http.matches import Matches
from chassis.http.text_types import one_line, prose
from chassis.text import LINE_PATTERN, PROSE_PATTERN

SITE = "site-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"


@pytest.mark.parametrize(
    ("make", "facts"),
    [
        (
            lambda: types.identifier("site"),
            {"pattern": "^site-[a-z0-9][a-z0-9-]{0,63}$", "maxLength": 69, "examples": [SITE]},
        ),
        (lambda: types.line(9, "a"), {"pattern": r"^[^\x00-\x1f\x7f]*$", "maxLength": 9, "examples": ["a"]}),
        (lambda: types.text(9, "a"), {"pattern": r"^[^\x00-\x08\x0e-\x1f\x7f]*$", "maxLength": 9, "examples": ["a"]}),
        (lambda: types.written_line(9, "a"), {"pattern": LINE_PATTERN, "maxLength": 36, "examples": ["a"]}),
        (lambda: types.written_text(9, "a"), {"pattern": PROSE_PATTERN, "maxLength": 36, "examples": ["a"]}),
        (lambda: types.matching("^a$", 9, "a"), {"pattern": "^a$", "maxLength": 9, "examples": ["a"]}),
        (types.whole, {"format": "int32", "minimum": 0, "maximum": 2**31 - 1}),
        (lambda: types.whole(1, 9, 3), {"format": "int32", "minimum": 1, "maximum": 9, "examples": [3]}),
        (lambda: types.items(9), {"maxItems": 9}),
        (lambda: types.entries(9), {"maxProperties": 9}),
    ],
)
def test_an_answer_has_these_facts(make, facts):
    assert TypeAdapter(Annotated[object, make()]).json_schema() == facts


@pytest.mark.parametrize(
    ("make", "facts"),
    [
        (
            lambda: one_line(2, 10),
            {
                "description": "2 to 10 characters as people count them (grapheme clusters).",
                **{"minLength": 2, "maxLength": 40, "pattern": LINE_PATTERN},
            },
        ),
        (
            lambda: prose(0, 10),
            {
                "description": "At most 10 characters as people count them (grapheme clusters).",
                **{"maxLength": 40, "pattern": PROSE_PATTERN},
            },
        ),
        (lambda: Matches("^a+$", "Use a."), {"pattern": "^a+$"}),
    ],
)
def test_a_request_is_checked_as_the_contract_says(make, facts):
    kind = TypeAdapter(Annotated[str, make()])

    assert kind.json_schema() == {"type": "string", **facts}
    assert kind.validate_python("aaa") == "aaa"
    with pytest.raises(ValidationError):
        kind.validate_python("\0" * 11)
