"""A clock that moves only when a test moves it."""

from datetime import UTC, datetime, timedelta


class FrozenClock:
    """Stands in for `chassis.runtime.clock.utc_now`, in the past: a test that mixes both clocks fails on every day."""

    def __init__(self, now: datetime = datetime(2026, 2, 21, 8, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time it stands at."""
        return self.now

    def advance(self, **duration: float) -> None:
        """Move on: `advance(seconds=5)`."""
        self.now += timedelta(**duration)
