"""Hostile input: odd bodies, fields, headers, ids and queries, made from the contracts, and what each must get."""

import base64
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chassis.http.input_messages import NEUTRAL, SENTENCES
from tests.catalogue.asks import Ask, doors
from tests.catalogue.contracts import Field, body_fields, query_fields
from tests.catalogue.texts import SHOWS_A_STATUS, SHOWS_AN_IDENTIFIER, faults, has_next_step

UNLIKELY = "thing-0d000000-0000-4000-8000-000000000004"
SLOWEST = 5.0  # seconds of CPU that one answer may take, on a machine that others use too
COMPLETE = {"type", "title", "status", "detail", "instance", "code", "errors", "traceId"}
SECRETS = ("Traceback", "botocore", "pydantic", "arn:aws", "TENANT#", "bbws-")
ALLOWED_IN_CHOICES = {SHOWS_A_STATUS, SHOWS_AN_IDENTIFIER}
"""A choice lists the values that the caller must send."""
UNEXPLAINED = {NEUTRAL[1], SENTENCES["string_pattern_mismatch"][1]}
"""Sentences for input that no schema of ours refuses: a field that gets one needs a rule with words."""
INPUT_CODES = {"VALIDATION_ERROR", "INVALID_PAGINATION_TOKEN"}
"""Problems of input: they must name the field."""


@dataclass(frozen=True)
class Attack:
    """A request that must be refused; `names` is the input that the problem must name, if there is one."""

    what: str
    ask: Ask
    names: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)

    def faults(self) -> Iterator[str]:
        """What is wrong with the answer; nothing when it holds."""
        started = time.thread_time()
        reply = self.ask.send(**self.raw)
        seconds = time.thread_time() - started
        told = f"{self.ask.act}, {self.what}: {reply.status} {reply.text[:300]}"
        if not 400 <= reply.status < 500 or not set(reply.body) >= COMPLETE:
            yield f"{told}: no 4xx problem"
        elif self.names and not any(one["field"].startswith(_as_shown(self.names)) for one in reply.body["errors"]):
            yield f"{told}: does not name {self.names}"
        elif reply.body["code"] in INPUT_CODES and not reply.body["errors"]:
            yield f"{told}: names no field"
        if seconds > SLOWEST:
            yield f"{told}: took {seconds:.1f} s"
        if any(secret in reply.text for secret in SECRETS):
            yield f"{told}: tells of our inside"
        yield from (f"{told}: {fault}" for fault in _language_faults(reply.body))


def _language_faults(problem: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the words of a problem; names of fields are the caller's, and choices are what they send."""
    errors = problem.get("errors", [])
    detail = problem.get("detail", "")
    if not any(error["field"] in detail for error in errors):
        yield from faults(detail)
    if detail and not has_next_step(detail):
        yield f"'{detail}' says no next step"
    for error in errors:
        yield from (fault for fault in faults(error["message"]) if fault not in ALLOWED_IN_CHOICES)
        if error["message"] in UNEXPLAINED:
            yield f"'{error['message']}' explains nothing"


TEXTS = {
    "5,000 digits": '{"a": ' + "9" * 5_000 + "}",
    "a fraction of 5,000 digits": '{"a": 0.' + "9" * 5_000 + "}",
    "an endless number": '{"a": 1e400}',
    "an array 100,000 deep": "[" * 100_000,
    "an object 20,000 deep": '{"a":' * 20_000,
    "33 levels": '{"a":' * 33 + "1" + "}" * 33,
    "a lone surrogate": r'{"a": "\ud800"}',
    "a lone surrogate as a key": r'{"\udfff": 1}',
    "a lone surrogate as it is": '{"a": "\ud800"}',
    "NUL": '{"a": "\\u0000"}',
    "NUL as it is": '{"a": "\0"}',
    "NUL in a key": '{"\\u0000": 1}',
    "NUL, deep": '{"a": [{"b": "\\u0000"}]}',
    "a byte order mark": "\ufeff{}",
    "NaN": '{"a": NaN}',
    "Infinity": '{"a": Infinity}',
    "-Infinity": '{"a": -Infinity}',
    "a key twice": '{"a": 1, "a": 2}',
    "a key twice, deep": '{"a": {"b": 1, "b": 2}}',
    "10 MB": '{"a": "' + "x" * 10_000_000 + '"}',
    "10 MB of nothing": " " * 10_000_000,
    "10 MB of brackets": "[" * 10_000_000,
    "1 MB in one string": '{"a": "' + "x" * 1_000_000 + '"}',
    "an array": "[]",
    "a string": '"a"',
    "a number": "7",
    "null": "null",
    "a form": "a=1&b=2",
    "XML": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "single quotes": "{'a': 1}",
    "two objects": "{} {}",
    "an end too early": '{"a": "b',
    "a comma too many": '{"a": 1,}',
    "a comment": '{"a": 1} // so',
    "a control character": '{"a": "\x01"}',
}
BYTES = {
    "bytes that are not UTF-8": b'{"a": "\xff\xfe"}',
    "overlong UTF-8": b'{"a": "\xc0\xaf"}',
    "a surrogate in UTF-8": b'{"a": "\xed\xa0\x80"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "10 MB as bytes": b"\x00" * 10_000_000,
}
KINDS = ("text/plain", "application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "x")
VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        0,
        -1,
        7,
        1.5,
        10**19,
        "",
        " ",
        "x",
        "7",
        "true",
        "\u202ex",
        "../..",
        "a#b",
        "x\r\nBcc: x@example.com",
    ),
    *([], ["x"], [7], [None], [[]], {}, {"a": 1}, {"a": {"b": []}}, ["x@example.com"] * 51),
)
HEADERS = {
    "Idempotency-Key": ("", " ", "a b", "x" * 256, "x\r\nSet-Cookie: a=b", "\0", "kéy", "\ud800"),
    "If-Match": ("", "x", "-1", "9" * 5_000, "1.5", '"1', "1, 2", "\0", "x\r\nSet-Cookie: a=b"),
}
MAILS = (
    "a@b.c\r\nBcc: x@example.com",
    "a@b.example\nBcc: x@example.com",
    "a@b.example\r",
    "a@b.example\n\n<script>",
    "Mo <mo@example.com>",
    "mo@example.com, jo@example.com",
    "mo@example.com\u2028Bcc: x@example.com",
    "mo@example.com%0d%0aBcc:x@example.com",
    "@example.com",
    "mo@",
    "mo",
    "mo@@example.com",
    "mo @example.com",
    "mo@exa mple.com",
    "mo@example..com",
    '"mo\r\n"@example.com',
    "x" * 65 + "@example.com",
    "mo@" + "x." * 200 + "com",
)
ODD_MAILS = (
    "mo+news@example.com",
    "mo@exämple.com",
    "mö@example.com",
    "mo@xn--exmple-cua.com",
    "MO@EXAMPLE.COM",
    "м@п.рф",
)
"""Addresses that may be right: taken, or refused clearly."""
IDS = {
    "a step up": "..",
    "a way up": "../../etc/passwd",
    "an encoded way up": "%2e%2e%2f",
    "an encoded slash": "%2f",
    "a decoded slash": "tenant-1/2",
    "a key separator": "tenant-1#METADATA",
    "a wildcard": "*",
    "NUL": "tenant-\0",
    "an encoded NUL": "tenant-%00",
    "2,049 bytes": "x" * 2_049,
    "a long id": "tenant-" + "a" * 2_042,
    "upper case": "TENANT-1",
    "look-alikes": "tenаnt-1",
    "full width": "ｔｅｎａｎｔ-1",
    "a space": "tenant-1 ",
    "a line break": "tenant-1\n",
    "a header": "tenant-1\r\nSet-Cookie: a=b",
    "a lone surrogate": "tenant-\ud800",
    "braces": "{tenant_id}",
    "a query": "tenant-1?force=true",
    "nothing": "",
    "a quote": "tenant-1' OR '1'='1",
}
QUERIES = (
    "",
    "..",
    "%00",
    "\0",
    "x" * 2_049,
    "9" * 5_000,
    "-1",
    "1e400",
    "NaN",
    "yes please",
    "[]",
    "{}",
    "a,b",
    "\ufffd",
)


def on_body(ask: Ask) -> Iterator[Attack]:
    """Bodies that nobody may read, whatever the act takes."""
    for what, text in TEXTS.items():
        yield Attack(what, replace(ask, body=text))
    for what, raw in BYTES.items():
        encoded = {"body": base64.b64encode(raw).decode(), "isBase64Encoded": True}
        yield Attack(what, ask, raw=encoded)
    yield Attack("base64 that is none", ask, raw={"body": "{}!", "isBase64Encoded": True})
    for kind in KINDS:
        yield Attack(kind, replace(ask, body="{}", headers={"content-type": kind}))
    for name, values in HEADERS.items():
        yield from (Attack(f"{name}: {value!r}", _with(ask, name, value), name) for value in values)


def on_fields(ask: Ask) -> Iterator[Attack]:
    """What no field of the act's body takes, as its contract has it."""
    fields = body_fields(ask.act)
    for one in fields:
        yield from _on_field(ask, one)
    names = {one.name for one in fields}
    for extra in {"tenantId", "status", "PK", "__proto__", "isAdmin", "constructor", "\u202e"} - names:
        if fields:
            yield Attack(f"unknown field {extra!r}", ask.saying(**{extra: "x"}), extra)
    if fields:
        yield Attack("10,000 fields", replace(ask, body={**ask.body, **{f"a{n}": 1 for n in range(10_000)}}), "a")
        yield Attack("no body", replace(ask, body=None))


def _on_field(ask: Ask, one: Field) -> Iterator[Attack]:
    for value in VALUES:
        if not one.takes(value):
            yield Attack(f"{one.name}={value!r}", ask.saying(**{one.name: value}), one.name)
    for what, value in {"NUL": "a\0b", "60,000 characters": "x" * 60_000}.items():
        yield Attack(f"{one.name}: {what}", ask.saying(**{one.name: value}), one.name)
    for number in ("1e400", "9" * 21, "NaN"):
        text = json.dumps(ask.saying(**{one.name: "@"}).body).replace('"@"', number)
        yield Attack(f"{one.name}={number[:30]}", replace(ask, body=text))
    if one.required:
        rest = {name: value for name, value in ask.body.items() if name != one.name}
        yield Attack(f"{one.name} left out", replace(ask, body=rest), one.name)
    if _is_mail(one):
        yield from (Attack(f"{one.name}={mail!r}", ask.saying(**{one.name: mail}), one.name) for mail in MAILS)


def _is_mail(one: Field) -> bool:
    return one.name.lower().endswith("email")


def odd_mails(ask: Ask) -> Iterator[Ask]:
    """Requests with addresses that are rare, and perhaps right."""
    for one in body_fields(ask.act):
        if _is_mail(one):
            yield from (ask.saying(**{one.name: mail}) for mail in ODD_MAILS)


def on_path(ask: Ask) -> Iterator[Attack]:
    """Ids that cannot be ours."""
    for name in ask.ids:
        for what, hostile in IDS.items():
            yield Attack(f"{name}: {what}", replace(ask, ids={**ask.ids, name: hostile}))


def on_query(ask: Ask) -> Iterator[Attack]:
    """Query parameters that the act has not, or not so."""
    yield Attack("unknown parameter", _asking(ask, "colour", "red"), "colour")
    yield Attack("NUL as a parameter", _asking(ask, "\0", "x"), "\0")
    for one in query_fields(ask.act):
        for value in QUERIES:
            if _must_refuse(one, value):
                yield Attack(f"?{one.name}={value[:30]!r}", _asking(ask, one.name, value), one.name)


def _must_refuse(one: Field, value: str) -> bool:
    """Free text may hold anything that fits; the rest is what the contract says, and a cursor is never made by hand."""
    return one.name == "startAt" or not (one.takes(value) or one.takes(value.strip() or None))


def _asking(ask: Ask, name: str, value: str) -> Ask:
    return replace(ask, query={**(ask.query or {}), name: value})


def _with(ask: Ask, header: str, value: str) -> Ask:
    return replace(ask, headers={**ask.headers, header: value})


def everywhere(caller: Any, ids: Mapping[str, str]) -> Iterator[Ask]:
    """Every act of every service, once; `ids` fill what they know of its path."""
    for name, (_, act) in doors().items():
        wanted = act.path.replace("{", "}").split("}")[1::2]
        query = {one.name: ids["tenant_id"] for one in query_fields(name) if one.name == "tenantId"}
        yield Ask(name, caller, {one: ids.get(one, UNLIKELY) for one in wanted}, query=query)


def _as_shown(name: str) -> str:
    """The name as a problem document holds it: what nobody can print is U+FFFD."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
