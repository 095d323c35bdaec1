"""What a model accepts and what its contract says are one rule."""

import re
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chassis.http.input_messages import describe
from chassis.http.text_types import Email, one_line, prose

TYPES = {
    "name": TypeAdapter(Annotated[str, one_line(2, 10)]),
    "text": TypeAdapter(Annotated[str, prose(0, 10)]),
    "e-mail": TypeAdapter(Email),
}


def refusal(kind: str, text: object) -> tuple[str, str]:
    with pytest.raises(ValidationError) as refused:
        TYPES[kind].validate_python(text)
    return describe(refused.value.errors()[0])


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        ("name", " Cafe\u0301 ", "Café"),
        ("name", "👩‍👩‍👧" * 5, "👩‍👩‍👧" * 5),
        ("text", "", ""),
        ("text", "a\r\n\tb", "a\r\n\tb"),
        ("e-mail", "Jo@Exämple.com", "jo@xn--exmple-cua.com"),
    ],
)
def test_keeps_text_in_its_one_form(kind, written, kept):
    assert TYPES[kind].validate_python(written) == kept


@pytest.mark.parametrize(
    ("kind", "wrong", "code", "words"),
    [
        ("name", "", "FIELD_TOO_SHORT", "This text is empty. Write something."),
        ("name", " a ", "FIELD_TOO_SHORT", "This text is too short. Write at least 2 characters."),
        ("name", "e\u0301" * 11, "FIELD_TOO_LONG", "This text is too long. Shorten it to at most 10 characters."),
        ("name", "a\u202eb", "INVALID_FIELD_VALUE", "This text has invisible characters. Write one line of visible"),
        ("text", "a\x1bb", "INVALID_FIELD_VALUE", "This text has control characters."),
        ("e-mail", "nobody", "INVALID_EMAIL", "This is not an e-mail address. Send one such as name@example.com."),
        ("e-mail", 7, "INVALID_FIELD_TYPE", "This must be a text."),
    ],
)
def test_says_what_is_wrong_and_what_to_write(kind, wrong, code, words):
    found, message = refusal(kind, wrong)

    assert (found, message[: len(words)]) == (code, words)
    assert "\\x" not in message


@given(st.text(max_size=50))
@pytest.mark.parametrize("kind", ["name", "text"])
def test_what_is_accepted_keeps_to_the_contract(kind, text):
    facts = TYPES[kind].json_schema()
    try:
        kept = TYPES[kind].validate_python(text)
    except ValidationError:
        return
    assert re.search(facts["pattern"], kept)
    assert facts.get("minLength", 0) <= len(kept) <= facts["maxLength"]


def test_the_contract_says_how_characters_are_counted():
    assert TYPES["name"].json_schema()["description"] == (
        "2 to 10 characters as people count them (grapheme clusters)."
    )
