"""The alarms that ring, each with the page that goes on from there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deploy.health import ringing

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

# The endings that terraform/modules/service/alarms.tf gives, and where a person goes on reading.
PAGES = {
    "filled": "docs/runbooks/replay-dead-letters.md",
    "errors": "docs/runbooks/troubleshoot.md#errors",
    "throttles": "docs/runbooks/troubleshoot.md#throttles",
    "duration": "docs/runbooks/troubleshoot.md#duration",
    "lag": "docs/runbooks/troubleshoot.md#lag",
}
_OTHERWISE = "docs/runbooks/troubleshoot.md"


@dataclass(frozen=True)
class Alarm:
    """One that rings."""

    name: str
    since: datetime
    page: str


def alarms(environment: str, watch: "CloudWatchClient") -> Iterator[Alarm]:
    """Those of an environment; the one that has rung longest first, for it may be the cause of the others."""
    names = sorted(ringing(environment, watch))
    told = [one for name in names for one in watch.describe_alarms(AlarmNames=[name])["MetricAlarms"]]
    for one in sorted(told, key=lambda alarm: alarm["StateUpdatedTimestamp"]):
        name = one["AlarmName"]
        ending = name.removesuffix(f"-{environment}").rpartition("-")[2]
        yield Alarm(name, one["StateUpdatedTimestamp"].astimezone(UTC), PAGES.get(ending, _OTHERWISE))
