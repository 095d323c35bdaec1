"""Lists active alarms, each with the runbook page to continue with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deploy.health import list_active_alarms

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

_PAGE = re.compile(r"docs/runbooks/[\w.#-]+$")  # terraform/modules/alarms ends each description with it
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
        page = _PAGE.search(alarm.get("AlarmDescription", ""))
        since = alarm["StateUpdatedTimestamp"].astimezone(UTC)
        yield Alarm(alarm["AlarmName"], since, page[0] if page else _DEFAULT_PAGE)
