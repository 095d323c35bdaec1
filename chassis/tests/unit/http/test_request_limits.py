"""Hostile bodies end as a problem that names the field, never as a crash."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import FieldError, InvalidRequest, PayloadTooLarge, ProblemError, UnsupportedMediaType
from chassis.http.request_limits import check_body


def guard(body: str, *, is_base64: bool = False, content_type: str = "application/json") -> dict | None:
    return check_body(body, is_base64=is_base64, content_type=content_type)


@pytest.mark.parametrize(
    "hostile",
    [
        '{"a": ' + "9" * 5000 + "}",
        "[" * 100_000,
        '{"a":' * 40 + "1" + "}" * 40,
        r'{"a": "\ud800"}',
        r'{"\ud800": 1}',
        '{"a": "\\u0000"}',
        '{"a": [{"b": "\\u0000"}]}',
        '{"\\u0000": 1}',
        '{"a": "caf\ufffd"}',
        '{"a": NaN}',
        '{"a": -Infinity}',
        '{"a": 1e400}',
        '{"a": 1, "a": 2}',
        '{"a": {"b": 1, "b": 2}}',
        "\ufeff{}",
        "[]",
        '"text"',
        "null",
        "{",
        "{'a': 1}",
        '{"a": 1} {"b": 2}',
        '{"a": "unterminated',
    ],
    ids=lambda body: body[:24],
)
def test_refuses_hostile_json(hostile):
    with pytest.raises(InvalidRequest) as refused:
        guard(hostile)

    assert refused.value.errors[0].field
    assert refused.value.errors[0].message


NOT_UTF8 = "The body is not valid UTF-8 text. Save it as UTF-8 and send it again."
UNPRINTABLE = "This text has a character that nobody can print. Remove it and send the text as UTF-8."


@pytest.mark.parametrize(
    ("body", "field", "code", "words"),
    [
        (f'{{"a": {"9" * 21}}}', "body", "INVALID_JSON", "A number has more than 20 digits. Send a shorter number."),
        ("[" * 33, "body", "INVALID_JSON", "The body has more than 32 levels. Send a flatter object."),
        (r'{"a": "\ud800"}', "body", "INVALID_ENCODING", NOT_UTF8),
        (r'{"a": "\UD800"}', "body", "INVALID_JSON", "The body is not valid JSON. Correct it at line 1, column 8."),
        ('{"a": 1e400}', "body", "INVALID_JSON", "A number is too large for us to store. Send a smaller number."),
        ('{"a": NaN}', "body", "INVALID_JSON", "JSON has no NaN. Send a number or null."),
        (
            '{"a": {"b": 1, "b": 2}}',
            "body",
            "INVALID_JSON",
            "One object has the same key twice. Remove one of the two.",
        ),
        ("[]", "body", "INVALID_JSON", "The body is not a JSON object. Put your fields between { and }."),
        ('{\n "a": }', "body", "INVALID_JSON", "The body is not valid JSON. Correct it at line 2, column 7."),
        ('{"a": [1, {"b": "\\u0000"}]}', "a[1].b", "INVALID_FIELD_VALUE", UNPRINTABLE),
        ('{"a": "\ufffd"}', "a", "INVALID_FIELD_VALUE", UNPRINTABLE),
        ('{"\\u0000": 1}', "body", "INVALID_FIELD_VALUE", UNPRINTABLE),
        ('{"a": {"\\u0000": 1}}', "a", "INVALID_FIELD_VALUE", UNPRINTABLE),
    ],
)
def test_says_where_it_is_wrong_and_what_to_send(body, field, code, words):
    with pytest.raises(InvalidRequest) as refused:
        guard(body)

    assert refused.value.detail == words
    assert list(refused.value.errors) == [FieldError(field, code, words)]


def test_says_what_to_do_with_bytes_a_size_and_a_type_that_we_do_not_take():
    with pytest.raises(InvalidRequest) as not_text:
        guard('{"a": 1}', is_base64=True)
    with pytest.raises(PayloadTooLarge) as large:
        guard("x" * 262_145)
    with pytest.raises(UnsupportedMediaType) as other:
        guard("{}", content_type="text/xml")

    words = "The body is not UTF-8 text. Save it as UTF-8 and send it again."
    assert list(not_text.value.errors) == [FieldError("body", "INVALID_ENCODING", words)]
    assert large.value.detail == "The body has 262,145 bytes. Shorten it to at most 262,144 bytes."
    assert other.value.detail == "Send the body as JSON, with the header 'Content-Type: application/json'."


@pytest.mark.parametrize(
    "body",
    [
        '{"a": ' + "9" * 20 + "}",
        '{"a":' * 32 + "1" + "}" * 32,
        json.dumps({"a": [[n] for n in range(40)]}),
        json.dumps({"a": "x" * (262_144 - 9)}),
        r'{"a": "\ud83d\ude00"}',
    ],
    ids=["20 digits", "32 levels", "wide", "256 KiB", "a pair of surrogates"],
)
def test_takes_what_is_just_within_a_limit(body):
    assert guard(body) == json.loads(body)
    assert guard(base64.b64encode(body.encode()).decode(), is_base64=True) == json.loads(body)


def test_refuses_bytes_that_are_not_utf8():
    with pytest.raises(InvalidRequest):
        guard(base64.b64encode(b'{"a": "\xff\xfe"}').decode(), is_base64=True)


def test_refuses_what_says_base64_and_is_none():
    with pytest.raises(InvalidRequest):
        guard("{}!", is_base64=True)


def test_refuses_more_than_256_kib():
    with pytest.raises(PayloadTooLarge):
        guard(json.dumps({"a": "x" * 262_144}))


@pytest.mark.parametrize(
    "content_type",
    [
        "text/xml",
        "text/json",
        "application/jsonx",
        "application/json, text/xml",
        "application/json; charset=utf-16",
        'application/json; CHARSET="ISO-8859-1"',
        "application/json; charset=utf-8; charset=latin1",
    ],
)
def test_refuses_other_media_types_and_charsets(content_type):
    with pytest.raises(UnsupportedMediaType):
        guard("{}", content_type=content_type)


@pytest.mark.parametrize(
    "content_type",
    [
        *("", "application/json", "Application/JSON; charset=utf-8", 'application/JSON; charset="UTF-8"'),
        *("application/json ;charset=utf8;", "application/json; profile=x; Charset = us-ascii"),
    ],
)
def test_takes_json_with_or_without_its_name(content_type):
    assert guard('{"a": [1, 2.5, "é", null]}', content_type=content_type) == {"a": [1, 2.5, "é", None]}


def test_digits_and_brackets_inside_a_text_are_only_text():
    body = {"a": "[" * 100 + "9" * 100 + '\\" {{{'}

    assert guard(json.dumps(body)) == body


def test_no_body_is_no_body():
    assert guard("") is None


@given(st.text(max_size=200))
def test_any_text_is_refused_or_a_json_object(text):
    try:
        kept = guard(text)
    except ProblemError:
        return
    assert kept is None or isinstance(kept, dict)


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffd")), st.integers(-(10**9), 10**9)
    )
)
def test_every_sane_object_passes_unchanged(sane):
    assert (guard(json.dumps(sane)) or {}) == sane
