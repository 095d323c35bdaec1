"""Shifts traffic to a new version: a tenth, then all. It rolls back by itself on an alarm, errors or throttles."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from deploy.aliases import Function
from deploy.errors import CommandError
from deploy.health import count_errors, list_active_alarms

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

_ERRORS, _THROTTLES = 5, 10  # more than these during the shift roll it back (domain §10.7)


@dataclass(frozen=True)
class ShiftSchedule:
    """Share, duration and check interval of a traffic shift."""

    share: float = 0.1  # of the traffic in the first step
    hold: timedelta = timedelta(minutes=10)  # at the share
    watch: timedelta = timedelta(minutes=5)  # at all traffic
    every: timedelta = timedelta(seconds=15)  # between checks


@dataclass(frozen=True)
class TroubleDetector:
    """Detects errors, throttles and alarms that began after the shift did."""

    environment: str
    names: Sequence[str]
    cloudwatch: "CloudWatchClient"
    since: datetime
    known_alarms: frozenset[str]  # alarms that were active before

    def find_trouble(self) -> list[str]:
        """List what went wrong since the start; empty when nothing did."""
        counts = count_errors(self.names, self.since, _now() + timedelta(minutes=1), self.cloudwatch)
        found = [
            f"alarm {name}"
            for name in sorted(list_active_alarms(self.environment, self.cloudwatch) - self.known_alarms)
        ]
        found += [f"{counts.errors} errors"] * (counts.errors > _ERRORS)
        found += [f"{counts.throttles} throttles"] * (counts.throttles > _THROTTLES)
        return found


def shift_traffic(
    functions: Sequence[Function],
    environment: str,
    schedule: ShiftSchedule,
    cloudwatch: "CloudWatchClient",
    report: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Move all traffic to the newest version of each function, or restore every alias and raise CommandError."""
    targets = {function: (function.get_version(), function.find_newest_version()) for function in functions}
    targets = {function: versions for function, versions in targets.items() if versions[0] != versions[1]}
    if not targets:
        report("every alias points to the newest version: nothing to shift")
        return
    started_at = _now()
    names = [function.name for function in targets]
    detector = TroubleDetector(
        environment, names, cloudwatch, started_at, frozenset(list_active_alarms(environment, cloudwatch))
    )
    try:
        for function, (_, new) in targets.items():
            function.back_up(started_at)
            function.split_traffic(new, schedule.share)
        report(f"{schedule.share:.0%} of the traffic of {len(targets)} functions for {schedule.hold}")
        _watch(detector, schedule.hold, schedule.every, sleep)
        if not all(function.is_split() for function in targets):
            raise CommandError("this shift was rolled back by someone else meanwhile; it stops here.")
        for function, (_, new) in targets.items():
            function.point_to(new)
        report(f"all traffic; checking for {schedule.watch}")
        _watch(detector, schedule.watch, schedule.every, sleep)
    except BaseException:  # a cancelled run must not leave split traffic
        for function, (old, _) in targets.items():
            function.point_to(old)
        report("traffic is back on the previous versions")
        raise


def _watch(detector: TroubleDetector, span: timedelta, every: timedelta, sleep: Callable[[float], None]) -> None:
    for _ in range(max(1, round(span / every))):
        if trouble := detector.find_trouble():
            raise CommandError(f"rolled back: {', '.join(trouble)}. Open the dashboard of {detector.environment}.")
        sleep(min(every, span).total_seconds())
    if trouble := detector.find_trouble():
        raise CommandError(f"rolled back: {', '.join(trouble)}. Open the dashboard of {detector.environment}.")


def _now() -> datetime:
    return datetime.now(UTC)
