"""The time of day as an argument, so that tests can hold it still."""

from collections.abc import Callable
from datetime import UTC, datetime

type Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """`moment` as we write it everywhere: ISO-8601, UTC, milliseconds, `Z`; sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    """The moment that `iso` wrote.

    Raises:
        ValueError: `text` is not an ISO-8601 time.
    """
    return datetime.fromisoformat(text)
