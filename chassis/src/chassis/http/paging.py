"""Opaque, encrypted cursors bound to caller, act and filters: `pageSize`, `startAt`, `moreAvailable`."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from chassis.errors import FieldError, InvalidRequest
from chassis.http.sealing import BrokenSeal, Seal
from chassis.runtime.records import dataclass

DEFAULT_SIZE = 20
MAX_SIZE = 100
_LIFE = timedelta(hours=24)


class InvalidCursor(InvalidRequest):
    """`startAt` is not one of ours, not for this list, or too old."""

    code, title = "INVALID_PAGINATION_TOKEN", "This startAt does not belong to this list"

    def __init__(self) -> None:
        message = (
            "This startAt is older than a day, or comes from another list. Leave it out to begin with the first page."
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
        plain = json.dumps({"k": dict(last_key), "e": int((now + _LIFE).timestamp())})
        return Seal(self.secret).close(plain, scope)

    def read(self, cursor: str | None, scope: tuple[str, ...], now: datetime) -> dict[str, str] | None:
        """The key to go on after; None for the first page.

        Raises:
            InvalidCursor: forged, foreign, for other filters, or older than a day.
        """
        if cursor is None:
            return None
        try:
            found = json.loads(Seal(self.secret).open(cursor, scope))
        except BrokenSeal:
            raise InvalidCursor from None
        if found["e"] < now.timestamp():
            raise InvalidCursor
        key: dict[str, str] = found["k"]
        return key
