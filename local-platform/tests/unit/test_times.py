"""Times on pages are written for people."""

from datetime import UTC, datetime, timedelta

import pytest

from local_platform.front.times import readable

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "begins"),
    [
        (NOW, "Today, "),
        (NOW - timedelta(days=1), "Yesterday, "),
        (datetime(2026, 2, 21, 12, tzinfo=UTC), "21 February 2026, "),
        (datetime(2026, 2, 3, 12, tzinfo=UTC), "3 February 2026, "),
    ],
)
def test_a_time_says_the_day_and_the_minute(at: datetime, begins: str) -> None:
    text = readable(at.isoformat(timespec="milliseconds"), NOW)
    assert text == f"{begins}{at.astimezone():%H:%M}"
