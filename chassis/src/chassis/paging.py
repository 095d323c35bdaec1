"""Opaque, encrypted cursors bound to caller, act and filters: `pageSize`, `startAt`, `moreAvailable`."""

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chassis.errors import FieldError, InvalidRequest

DEFAULT_SIZE = 20
MAX_SIZE = 100
_LIFE = timedelta(hours=24)
_NONCE = 12


class InvalidCursor(InvalidRequest):
    """`startAt` is not one of ours, not for this list, or too old."""

    code, title = "INVALID_PAGINATION_TOKEN", "startAt is not valid here"

    def __init__(self) -> None:
        message = (
            "Take startAt from the previous page of the same list with the same filters, or leave it out to begin anew."
        )
        super().__init__(message, errors=[FieldError("startAt", "INVALID_PAGINATION_TOKEN", message)])


@dataclass(frozen=True)
class Cursors:
    """Writes and reads cursors with one secret; a cursor for one list opens no other (tenant, act, filters)."""

    secret: str

    def write(self, last_key: Mapping[str, str] | None, scope: tuple[str, ...], now: datetime) -> str | None:
        """The cursor after `last_key`; None at the end of the list."""
        if last_key is None:
            return None
        plain = json.dumps({"k": dict(last_key), "e": int((now + _LIFE).timestamp())}).encode()
        nonce = os.urandom(_NONCE)
        return (
            base64.urlsafe_b64encode(nonce + self._cipher().encrypt(nonce, plain, _bound(scope))).decode().rstrip("=")
        )

    def read(self, cursor: str | None, scope: tuple[str, ...], now: datetime) -> dict[str, str] | None:
        """The key to go on after; None for the first page.

        Raises:
            InvalidCursor: forged, foreign, for other filters, or older than a day.
        """
        if cursor is None:
            return None
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            found = json.loads(self._cipher().decrypt(raw[:_NONCE], raw[_NONCE:], _bound(scope)))
        except (binascii.Error, InvalidTag, ValueError):
            raise InvalidCursor from None
        if found["e"] < now.timestamp():
            raise InvalidCursor
        key: dict[str, str] = found["k"]
        return key

    def _cipher(self) -> AESGCM:
        return AESGCM(hashlib.sha256(self.secret.encode()).digest())


def _bound(scope: tuple[str, ...]) -> bytes:
    return "\n".join(scope).encode()
