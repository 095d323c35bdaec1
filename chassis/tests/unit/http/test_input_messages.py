"""Input that pydantic refuses gets a code and a sentence of ours, with the bound, the choice and the next step."""

import json
from enum import StrEnum
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core._pydantic_core import list_all_errors

from chassis.access.caller import Role
from chassis.errors import FieldError, InvalidRequest, InvalidValue
from chassis.http.input_messages import NEUTRAL, SENTENCES, describe
from chassis.http.matches import Matches
from chassis.http.problems import answer, document, invalid_input


class Size(StrEnum):
    """An enumeration."""

    SMALL = "small"
    LARGE = "large"


def _odd(value: object) -> object:
    if value == "odd":
        raise ValueError("could not convert string to float: 'odd'")
    if value == "ours":
        raise InvalidValue("We do not know this colour. Send red.", code="UNKNOWN_COLOUR")
    return value


class Order(BaseModel):
    """One field for each kind of mistake."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=2, max_length=1000)] = "Jo"
    note: Annotated[str, Field(min_length=1)] = "x"
    count: Annotated[int, Field(strict=True, ge=1, le=9)] = 1
    price: Annotated[float, Field(gt=0, lt=10)] = 1
    size: Size = Size.SMALL
    role: Literal[Role.TENANT_ADMIN, Role.TENANT_VIEWER] = Role.TENANT_ADMIN
    only: Literal["this"] = "this"
    grade: Literal["a", "b", "c"] = "a"
    tags: Annotated[list[str], Field(min_length=1, max_length=2)] = ["a"]
    facts: dict[Annotated[str, Matches("^[a-z]+$", "Use small letters.")], str] = {}
    secret: Annotated[SecretStr, Field(min_length=1, max_length=5)] = SecretStr("x")
    cheap: bool = False
    nothing: None = None
    odd: Annotated[str, BeforeValidator(_odd)] = ""


def mistakes(**values: object) -> list[FieldError]:
    """What a caller reads about these values."""
    with pytest.raises(ValidationError) as found:
        Order.model_validate(values)
    return list(invalid_input(found.value.errors()).errors)


@pytest.mark.parametrize(
    ("value", "code", "message"),
    [
        ({"name": "x"}, "FIELD_TOO_SHORT", "This text is too short. Write at least 2 characters."),
        ({"name": "x" * 1001}, "FIELD_TOO_LONG", "This text is too long. Shorten it to at most 1,000 characters."),
        ({"name": 7}, "INVALID_FIELD_TYPE", 'This must be a text. Send it in quotation marks, for example "Acme".'),
        ({"note": ""}, "FIELD_TOO_SHORT", "This text is empty. Write something."),
        ({"count": 0}, "INVALID_FIELD_VALUE", "This number is too small. Send 1 or more."),
        ({"count": 10}, "INVALID_FIELD_VALUE", "This number is too large. Send 9 or less."),
        ({"count": "1"}, "INVALID_FIELD_TYPE", "This must be a whole number. Send digits only, for example 3."),
        ({"price": 0}, "INVALID_FIELD_VALUE", "This number is too small. Send one above 0.0."),
        ({"price": 10}, "INVALID_FIELD_VALUE", "This number is too large. Send one below 10.0."),
        ({"price": "x"}, "INVALID_FIELD_TYPE", "This must be a number. Send digits, for example 2.5."),
        ({"size": "huge"}, "INVALID_FIELD_VALUE", "We do not know this value. Use small or large."),
        ({"role": "boss"}, "INVALID_FIELD_VALUE", "We do not know this value. Use tenant_admin or tenant_viewer."),
        ({"only": "that"}, "INVALID_FIELD_VALUE", "We do not know this value. Use this."),
        ({"grade": "d"}, "INVALID_FIELD_VALUE", "We do not know this value. Use a, b or c."),
        ({"tags": []}, "INVALID_FIELD_VALUE", "This needs more entries. Send at least 1 entry."),
        ({"tags": ["a", "b", "c"]}, "INVALID_FIELD_VALUE", "This has too many entries. Send at most 2 entries."),
        ({"tags": "a"}, "INVALID_FIELD_TYPE", 'This must be a list. Send it in brackets, for example ["a", "b"].'),
        ({"facts": {"A": "b"}}, "INVALID_FIELD_VALUE", "Use small letters."),
        ({"secret": ""}, "INVALID_FIELD_VALUE", "This text is empty. Write something."),
        ({"secret": "123456"}, "INVALID_FIELD_VALUE", "This text is too long. Shorten it to at most 5 characters."),
        ({"cheap": "perhaps"}, "INVALID_FIELD_TYPE", "This must be true or false. Send one of the two."),
        ({"nothing": 1}, "INVALID_FIELD_VALUE", "This field takes no value. Leave it out, or send null."),
        ({"colour": "red"}, "UNKNOWN_FIELD", "We do not know this field. Remove it, or correct its spelling."),
        ({"odd": "ours"}, "UNKNOWN_COLOUR", "We do not know this colour. Send red."),
    ],
)  # fmt: skip
def test_each_kind_of_mistake_says_what_to_send_instead(value, code, message):
    (found,) = mistakes(**value)

    assert (found.code, found.message) == (code, message)


def test_the_words_of_a_library_stay_inside():
    assert [(one.code, one.message) for one in mistakes(odd="odd")] == [NEUTRAL]


def test_a_choice_without_words_speaks_neutrally():
    assert describe({"type": "enum", "loc": ("a",), "ctx": {"expected": ""}}) == NEUTRAL


@pytest.mark.parametrize("kind", list_all_errors(), ids=lambda kind: kind["type"])
def test_no_type_of_pydantic_speaks_for_itself(kind):
    context = {**(kind.get("example_context") or {}), "expected": "'a' or 'b'", "error": "Input should be a class"}

    code, message = describe(
        {"type": kind["type"], "loc": ("a",), "msg": kind["message_template_python"], "ctx": context}
    )

    assert code.isupper()
    assert message.endswith(".")
    assert not {"Input", "should", "valid dictionary", "pattern", "class"} & set(message.split())


def test_every_row_is_a_type_that_pydantic_knows():
    assert set(SENTENCES) <= {kind["type"] for kind in list_all_errors()}


class TestDetail:
    @pytest.mark.parametrize(
        ("fields", "detail"),
        [
            (["name"], "Correct name, then send the request again."),
            (["name", "size"], "Correct name and size, then send the request again."),
            (["a", "b", "c"], "Correct a, b and c, then send the request again."),
            (["a", "b", "c", "d"], "Correct a, b, c and 1 more field, then send the request again."),
            ([f"f{n}" for n in range(1003)], "Correct f0, f1, f2 and 1,000 more fields, then send the request again."),
        ],
    )
    def test_names_the_first_few_fields(self, fields, detail):
        errors = [{"type": "missing", "loc": ("body", field), "msg": "Field required"} for field in fields]

        assert invalid_input(errors).detail == detail

    def test_names_a_field_once(self):
        errors = [{"type": kind, "loc": ("name",), "msg": ""} for kind in ("missing", "string_type")]

        assert invalid_input(errors).detail == "Correct name, then send the request again."


class TestMatches:
    def test_the_whole_text_must_match(self):
        rule = Matches("[a-z]+", "Use small letters.")

        assert rule.check("abc") == "abc"
        for text in ("abc\n", "1abc", ""):
            with pytest.raises(InvalidValue, match="Use small letters"):
                rule.check(text)

    def test_the_contract_shows_the_pattern(self):
        facts = Order.model_json_schema()["properties"]["facts"]

        assert "^[a-z]+$" in str(facts)


def test_names_that_the_caller_chose_are_shown_within_the_contract():
    wrong = FieldError("metadata.\x1d" + "x" * 9000, "UNKNOWN_FIELD", "Remove\x00it." + "x" * 9000)
    shown = document(InvalidRequest("Correct \x07 it.", errors=[wrong] * 2000), "trace-1")

    assert shown["detail"] == "Correct \ufffd it."
    assert len(shown["errors"]) == 1000
    assert shown["errors"][0]["field"] == "metadata.\ufffd" + "x" * 490
    assert shown["errors"][0]["message"] == "Remove\ufffdit." + "x" * 7990


def test_an_error_becomes_an_answer_with_its_own_headers():
    error = InvalidRequest("Correct it.", headers={"Allow": "GET"})

    assert answer(error, "trace-1") == {
        "statusCode": 400,
        "headers": {
            "Content-Type": "application/problem+json",
            "Cache-Control": "no-store",
            "X-Request-ID": "trace-1",
            "Allow": "GET",
        },
        "body": json.dumps(document(error, "trace-1")),
    }
