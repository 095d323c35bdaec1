"""Lists active alarms, each with the runbook page to continue with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deploy.health import list_active_alarms

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

# Last word of an alarm's name, as terraform/modules/service/alarms.tf gives it → runbook page.
PAGES = {
    "filled": "docs/runbooks/replay-dead-letters.md",
    "errors": "docs/runbooks/troubleshoot.md#errors",
    "throttles": "docs/runbooks/troubleshoot.md#throttles",
    "duration": "docs/runbooks/troubleshoot.md#duration",
    "lag": "docs/runbooks/troubleshoot.md#lag",
}
_DEFAULT_PAGE = "docs/runbooks/troubleshoot.md"


@dataclass(frozen=True)
class Alarm:
    """An active alarm."""

    name: str
    since: datetime
    page: str


def list_alarms(environment: str, cloudwatch: "CloudWatchClient") -> Iterator[Alarm]:
    """List the active alarms of an environment, oldest first, because the oldest may have caused the others."""
    names = sorted(list_active_alarms(environment, cloudwatch))
    found = [alarm for name in names for alarm in cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]]
    for alarm in sorted(found, key=lambda alarm: alarm["StateUpdatedTimestamp"]):
        name = alarm["AlarmName"]
        ending = name.removesuffix(f"-{environment}").rpartition("-")[2]
        yield Alarm(name, alarm["StateUpdatedTimestamp"].astimezone(UTC), PAGES.get(ending, _DEFAULT_PAGE))
