"""Shifts traffic to a new version: a tenth, then all, and back by itself when something rings."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from deploy.aliases import Function
from deploy.health import counts, ringing
from deploy.refusal import Refused

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

_ERRORS, _THROTTLES = 5, 10  # more than these while we watch, and the traffic goes back (domain §10.7)


@dataclass(frozen=True)
class Pace:
    """How fast, and how watched."""

    share: float = 0.1  # of the traffic, at first
    hold: timedelta = timedelta(minutes=10)  # with the share
    watch: timedelta = timedelta(minutes=5)  # with all of it
    every: timedelta = timedelta(seconds=15)  # a look


@dataclass(frozen=True)
class Look:
    """Sees trouble that was not there when the shift began."""

    environment: str
    names: Sequence[str]
    cloudwatch: "CloudWatchClient"
    since: datetime
    known: frozenset[str]  # alarms that rang before

    def trouble(self) -> list[str]:
        """What went wrong since; empty is well."""
        suffered = counts(self.names, self.since, _now() + timedelta(minutes=1), self.cloudwatch)
        found = [f"alarm {name}" for name in sorted(ringing(self.environment, self.cloudwatch) - self.known)]
        found += [f"{suffered.errors} errors"] * (suffered.errors > _ERRORS)
        found += [f"{suffered.throttles} throttles"] * (suffered.throttles > _THROTTLES)
        return found


def shift(
    fleet: Sequence[Function],
    environment: str,
    pace: Pace,
    cloudwatch: "CloudWatchClient",
    say: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Bring the newest version of each function to all traffic, or leave all as it was and refuse."""
    moves = {function: (function.version(), function.newest()) for function in fleet}
    moves = {function: move for function, move in moves.items() if move[0] != move[1]}
    if not moves:
        say("every alias points to the newest version: nothing to shift")
        return
    begun = _now()
    names = [function.name for function in moves]
    look = Look(environment, names, cloudwatch, begun, frozenset(ringing(environment, cloudwatch)))
    try:
        for function, (_, new) in moves.items():
            function.back_up(begun)
            function.split(new, pace.share)
        say(f"{pace.share:.0%} of the traffic of {len(moves)} functions for {pace.hold}")
        _watch(look, pace.hold, pace.every, sleep)
        if not all(function.is_split() for function in moves):
            raise Refused("somebody rolled this shift back meanwhile; it goes no further.")
        for function, (_, new) in moves.items():
            function.point(new)
        say(f"all traffic; watching for {pace.watch}")
        _watch(look, pace.watch, pace.every, sleep)
    except BaseException:  # a cancelled run must not leave a split behind
        for function, (old, _) in moves.items():
            function.point(old)
        say("traffic is back on the versions before")
        raise


def _watch(look: Look, span: timedelta, every: timedelta, sleep: Callable[[float], None]) -> None:
    for _ in range(max(1, round(span / every))):
        if trouble := look.trouble():
            raise Refused(f"rolled back: {', '.join(trouble)}. Look at the dashboard of {look.environment}.")
        sleep(min(every, span).total_seconds())
    if trouble := look.trouble():
        raise Refused(f"rolled back: {', '.join(trouble)}. Look at the dashboard of {look.environment}.")


def _now() -> datetime:
    return datetime.now(UTC)
