"""What a release must have shown before it goes on: error budget, soak time, change window (domain §10.7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from deploy.deployments import Deployment
from deploy.health import Counts
from deploy.refusal import Refused

SAST = timezone(timedelta(hours=2), "SAST")  # South Africa keeps one time all year
_TUESDAY, _THURSDAY, _SATURDAY = 1, 3, 5


@dataclass(frozen=True)
class Window:
    """Hours of a week in which people are there for a change; local time of the platform's people."""

    weekday: int  # Monday is 0
    hour: int
    length: timedelta

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it; a window may cross midnight."""
        local = moment.astimezone(SAST)
        opened = local.replace(hour=self.hour, minute=0, second=0, microsecond=0)
        opened -= timedelta(days=(local.weekday() - self.weekday) % 7)
        return opened <= local < opened + self.length


@dataclass(frozen=True)
class Gate:
    """The demands between two environments."""

    soak: timedelta  # at least so long in the environment before; its errors of that time count
    errors: int  # fewer than these
    windows: tuple[Window, ...] = ()  # none: at any time


GATES = {
    ("dev", "sit"): Gate(soak=timedelta(hours=1), errors=10),
    ("sit", "prod"): Gate(
        soak=timedelta(hours=24),
        errors=5,
        windows=(
            Window(_TUESDAY, 22, timedelta(hours=4)),
            Window(_THURSDAY, 22, timedelta(hours=4)),
            Window(_SATURDAY, 6, timedelta(hours=4)),
        ),
    ),
}


def gate(source: str, target: str) -> Gate:
    """The gate between two environments."""
    try:
        return GATES[source, target]
    except KeyError:
        ways = ", ".join(f"{one} → {two}" for one, two in GATES)
        raise Refused(f"no way leads from {source} to {target}; there are: {ways}.") from None


def refusals(demands: Gate, before: Deployment, release: str, suffered: Counts, now: datetime) -> Iterator[str]:
    """Every reason why a release must wait, each with what would open the gate."""
    where = before.environment
    if before.release != release:
        yield f"{where} runs {before.release[:12]}, not {release[:12]}: deploy it there and let it soak."
    if now - before.at < demands.soak:
        ripe = (before.at + demands.soak).astimezone(SAST)
        yield f"in {where} since {before.at.astimezone(SAST):%a %H:%M}: wait until {ripe:%a %d %b %H:%M} SAST."
    if suffered.errors >= demands.errors:
        yield f"{suffered.errors} errors in {where}, fewer than {demands.errors} are allowed: mend it first."
    if suffered.throttles:
        yield f"{suffered.throttles} throttles in {where}, none are allowed: look at its concurrency."
    if demands.windows and not any(window.holds(now) for window in demands.windows):
        yield f"{now.astimezone(SAST):%a %H:%M} SAST is outside the change windows: {_told(demands.windows)}."


def open_now(target: str, now: datetime) -> bool:
    """Whether a change may come to an environment at this moment."""
    windows = _windows(target)
    return not windows or any(window.holds(now) for window in windows)


def windows_told(target: str) -> str:
    """The change windows of an environment, for people."""
    return _told(_windows(target))


def _windows(target: str) -> tuple[Window, ...]:
    return tuple(window for (_, to), demands in GATES.items() if to == target for window in demands.windows)


def _told(windows: tuple[Window, ...]) -> str:
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    spans = (
        f"{days[window.weekday]} {window.hour:02}:00-{(window.hour + window.length // timedelta(hours=1)) % 24:02}:00"
        for window in windows
    )
    return ", ".join(spans)
