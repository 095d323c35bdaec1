"""Checks a release before its promotion: error budget, soak time and change window (domain §10.7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from deploy.deployments import Deployment
from deploy.errors import CommandError
from deploy.health import ErrorCounts

SAST = timezone(timedelta(hours=2), "SAST")  # South Africa has no daylight saving time
_TUESDAY, _THURSDAY, _SATURDAY = 1, 3, 5


@dataclass(frozen=True)
class ChangeWindow:
    """Weekly hours in which operators are present for a change, in South African time."""

    weekday: int  # Monday is 0
    hour: int
    length: timedelta

    def contains(self, moment: datetime) -> bool:
        """Whether a moment is inside the window, which may cross midnight."""
        local = moment.astimezone(SAST)
        opened = local.replace(hour=self.hour, minute=0, second=0, microsecond=0)
        opened -= timedelta(days=(local.weekday() - self.weekday) % 7)
        return opened <= local < opened + self.length


@dataclass(frozen=True)
class PromotionRules:
    """Rules for a promotion between two environments."""

    soak: timedelta  # least time in the source environment; its errors in that time count
    error_limit: int  # must have fewer errors than this
    windows: tuple[ChangeWindow, ...] = ()  # empty: at any time


PROMOTIONS = {
    ("dev", "sit"): PromotionRules(soak=timedelta(hours=1), error_limit=10),
    ("sit", "prod"): PromotionRules(
        soak=timedelta(hours=24),
        error_limit=5,
        windows=(
            ChangeWindow(_TUESDAY, 22, timedelta(hours=4)),
            ChangeWindow(_THURSDAY, 22, timedelta(hours=4)),
            ChangeWindow(_SATURDAY, 6, timedelta(hours=4)),
        ),
    ),
}


def find_rules(source: str, target: str) -> PromotionRules:
    """Find the rules for a promotion between two environments."""
    try:
        return PROMOTIONS[source, target]
    except KeyError:
        ways = ", ".join(f"{one} → {two}" for one, two in PROMOTIONS)
        raise CommandError(f"a release cannot go from {source} to {target}; choose from: {ways}.") from None


def find_blockers(
    rules: PromotionRules, deployment: Deployment, release: str, counts: ErrorCounts, now: datetime
) -> Iterator[str]:
    """List every reason why a release must wait, each with what to do about it."""
    where = deployment.environment
    if deployment.release != release:
        yield f"{where} runs {deployment.release[:12]}, not {release[:12]}: deploy it there and let it soak."
    if now - deployment.at < rules.soak:
        soaked = (deployment.at + rules.soak).astimezone(SAST)
        yield f"in {where} since {deployment.at.astimezone(SAST):%a %H:%M}: wait until {soaked:%a %d %b %H:%M} SAST."
    if counts.errors >= rules.error_limit:
        yield f"{counts.errors} errors in {where}, fewer than {rules.error_limit} are allowed: fix them first."
    if counts.throttles:
        yield f"{counts.throttles} throttles in {where}, none are allowed: check its concurrency limits."
    if rules.windows and not any(window.contains(now) for window in rules.windows):
        yield f"{now.astimezone(SAST):%a %H:%M} SAST is outside the change windows: {_format_windows(rules.windows)}."


def is_window_open(target: str, now: datetime) -> bool:
    """Whether an environment takes changes at this moment."""
    windows = _find_windows(target)
    return not windows or any(window.contains(now) for window in windows)


def describe_windows(target: str) -> str:
    """Describe the change windows of an environment, for example `Tue 22:00-02:00`."""
    return _format_windows(_find_windows(target))


def _find_windows(target: str) -> tuple[ChangeWindow, ...]:
    return tuple(window for (_, to), rules in PROMOTIONS.items() if to == target for window in rules.windows)


def _format_windows(windows: tuple[ChangeWindow, ...]) -> str:
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    spans = (
        f"{days[window.weekday]} {window.hour:02}:00-{(window.hour + window.length // timedelta(hours=1)) % 24:02}:00"
        for window in windows
    )
    return ", ".join(spans)
