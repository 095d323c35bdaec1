"""Times as people read them, in the time zone of this machine."""

from datetime import UTC, datetime, timedelta


def readable(iso: str, now: datetime | None = None) -> str:
    """`Today, 13:54`, `Yesterday, 09:10` or `28 November 2026, 08:00`, from an ISO 8601 time with its zone."""
    at = datetime.fromisoformat(iso).astimezone()
    today = (now or datetime.now(UTC)).astimezone().date()
    if at.date() == today:
        return f"Today, {at:%H:%M}"
    if at.date() == today - timedelta(days=1):
        return f"Yesterday, {at:%H:%M}"
    return f"{at.day} {at:%B %Y, %H:%M}"
