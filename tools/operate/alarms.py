"""The alarms that ring, each with the page that goes on from there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deploy.health import ringing

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

_PAGE = re.compile(r"docs/runbooks/[\w.#-]+$")  # how terraform/modules/alarms ends an alarm's description
_OTHERWISE = "docs/runbooks/troubleshoot.md"


@dataclass(frozen=True)
class Alarm:
    """An alarm that rings, since when, and the page that says what to do."""

    name: str
    since: datetime
    page: str


def alarms(environment: str, watch: "CloudWatchClient") -> Iterator[Alarm]:
    """The alarms that ring in an environment, the oldest first, because it may be the cause of the others."""
    names = sorted(ringing(environment, watch))
    found = [one for name in names for one in watch.describe_alarms(AlarmNames=[name])["MetricAlarms"]]
    for one in sorted(found, key=lambda alarm: alarm["StateUpdatedTimestamp"]):
        page = _PAGE.search(one.get("AlarmDescription", ""))
        since = one["StateUpdatedTimestamp"].astimezone(UTC)
        yield Alarm(one["AlarmName"], since, page[0] if page else _OTHERWISE)
