"""What a body must survive before anything parses it into models: size, encoding, depth, digits, duplicate keys."""

import base64
import binascii
import json
import math
import re
from typing import Any

from chassis.errors import FieldError, InvalidRequest, PayloadTooLarge, UnsupportedMediaType

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_DIGITS = 20
SEND_JSON = "Send the body as JSON, with the header 'Content-Type: application/json'."
_CHARSETS = {"utf-8", "utf8", "us-ascii"}  # each is UTF-8, which is all that JSON may be between systems (RFC 8259)
_UNPRINTABLE = {"\0", "\ufffd"}
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?')
_LONG_NUMBER = re.compile(rb"\d{%d,}" % (MAX_DIGITS + 1))


class _Refused(ValueError):
    """Carries the words for the caller out of the JSON parser."""


def check_body(body: str | None, *, is_base64: bool, content_type: str) -> dict[str, Any] | None:
    """The body as a JSON object, None when there is none.

    Raises:
        PayloadTooLarge: more than 256 KiB.
        UnsupportedMediaType: the content type says that it is not JSON.
        InvalidRequest: not UTF-8, not JSON, no object, too deep, too many digits, a key twice, NUL, lone surrogates.
    """
    if not body:
        return None
    raw = _bytes(body, is_base64=is_base64)
    if len(raw) > MAX_BYTES:
        raise PayloadTooLarge(f"The body has {len(raw):,} bytes. Shorten it to at most {MAX_BYTES:,} bytes.")
    if content_type and not _is_json(content_type):
        raise UnsupportedMediaType(SEND_JSON)
    _require_shallow(raw)
    return _parse(raw)


def _is_json(content_type: str) -> bool:
    """Whether the media type is JSON in UTF-8; names, charset and quotes in any spelling of RFC 9110 (8.3)."""
    media_type, *parameters = content_type.split(";")
    pairs = [parameter.partition("=") for parameter in parameters]
    charsets = {value.strip().strip('"').lower() for name, _, value in pairs if name.strip().lower() == "charset"}
    return media_type.strip().lower() == "application/json" and charsets <= _CHARSETS


def _bytes(body: str, *, is_base64: bool) -> bytes:
    try:
        return base64.b64decode(body, validate=True) if is_base64 else body.encode()
    except (binascii.Error, UnicodeEncodeError):
        raise _invalid("INVALID_ENCODING", "The body is not UTF-8 text. Save it as UTF-8 and send it again.") from None


def _require_shallow(raw: bytes) -> None:
    """Depth and digits, counted outside strings and before any parser sees them."""
    bare = _STRINGS.sub(b'""', raw)
    if _LONG_NUMBER.search(bare):
        raise _invalid("INVALID_JSON", f"A number has more than {MAX_DIGITS} digits. Send a shorter number.")
    if bare.count(b"[") + bare.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for byte in bare:
        depth += (byte in b"[{") - (byte in b"]}")
        if depth > MAX_DEPTH:
            raise _invalid("INVALID_JSON", f"The body has more than {MAX_DEPTH} levels. Send a flatter object.")


def _parse(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_unique, parse_float=_finite, parse_constant=_no_constant
        )
        if b"\\ud" in raw.lower():  # only an escape can make a lone surrogate
            json.dumps(found, ensure_ascii=False).encode()  # one fails here, not in the table
    except UnicodeError:
        raise _invalid(
            "INVALID_ENCODING", "The body is not valid UTF-8 text. Save it as UTF-8 and send it again."
        ) from None
    except _Refused as error:
        raise _invalid("INVALID_JSON", str(error)) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _invalid("INVALID_JSON", f"The body is not valid JSON. Correct it at {where}.") from None
    if not isinstance(found, dict):
        raise _invalid("INVALID_JSON", "The body is not a JSON object. Put your fields between { and }.")
    _require_printable(found)
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("One object has the same key twice. Remove one of the two.")
    return found


def _finite(digits: str) -> float:
    """A number that a double holds: `1e400` would come out as Infinity, which is not JSON any more."""
    number = float(digits)
    if not math.isfinite(number):
        raise _Refused("A number is too large for us to store. Send a smaller number.")
    return number


def _no_constant(name: str) -> None:
    raise _Refused(f"JSON has no {name}. Send a number or null.")


def _require_printable(value: Any, field: str = "") -> None:  # noqa: ANN401 - walks any JSON
    """No NUL, which ends strings in half the software behind us; no U+FFFD, which stands for lost bytes."""
    if isinstance(value, str) and _UNPRINTABLE & set(value):
        words = "This text has a character that nobody can print. Remove it and send the text as UTF-8."
        raise InvalidRequest(words, errors=[FieldError(field, "INVALID_FIELD_VALUE", words)])
    if isinstance(value, dict):
        for name, part in value.items():
            _require_printable(name, field or "body")
            _require_printable(part, f"{field}.{name}".lstrip("."))
    if isinstance(value, list):
        for index, part in enumerate(value):
            _require_printable(part, f"{field}[{index}]")


def _invalid(code: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, errors=[FieldError("body", code, message)])
