"""E-mail addresses: RFC 5322's addr-spec as mail servers accept it."""

import pytest
from pydantic import TypeAdapter, ValidationError

from tenants.schemas.email import Email

CHECK = TypeAdapter(Email)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("owner@example.com", "owner@example.com"),
        ("  Owner@Example.COM ", "owner@example.com"),
        ("first.last+tag@mail.example.co.za", "first.last+tag@mail.example.co.za"),
        ("o'brien@example.com", "o'brien@example.com"),
        ("a@b.co", "a@b.co"),
        ("x" * 64 + "@example.com", "x" * 64 + "@example.com"),
        ("me@xn--bcher-kva.example", "me@xn--bcher-kva.example"),
    ],
)
def test_accepts_and_lowers(written, kept):
    assert CHECK.validate_python(written) == kept


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "owner",
        "@example.com",
        "owner@",
        "owner@localhost",
        "owner@@example.com",
        "a b@example.com",
        ".a@example.com",
        "a.@example.com",
        "a..b@example.com",
        "a@-example.com",
        "a@example-.com",
        "a@example..com",
        "a@example.com.",
        "a@example.com\nbcc: all@example.com",
        "a@example.com, b@example.com",
        "Owner <a@example.com>",
        "x" * 65 + "@example.com",
        "a@" + "x" * 64 + ".com",
        "a@" + ".".join(["x" * 60] * 5) + ".com",
        "ü@example.com",
        "a@[127.0.0.1]",
    ],
)
def test_refuses(odd):
    with pytest.raises(ValidationError):
        CHECK.validate_python(odd)


def test_does_not_take_long_over_nonsense():
    with pytest.raises(ValidationError):
        CHECK.validate_python("a@" + "a-" * 140 + "!")
