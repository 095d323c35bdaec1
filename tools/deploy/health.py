"""How an environment is: errors and throttles of its functions, and the alarms that ring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef

_AT_ONCE = 500  # queries that one GetMetricData takes
_MINUTE = 60


@dataclass(frozen=True)
class Counts:
    """Over all functions of an environment in one span of time."""

    errors: int = 0
    throttles: int = 0


def counts(names: Sequence[str], since: datetime, until: datetime, cloudwatch: "CloudWatchClient") -> Counts:
    """What the functions of these names suffered; resolution one minute."""
    errors = _sum("Errors", names, since, until, cloudwatch)
    return Counts(errors, _sum("Throttles", names, since, until, cloudwatch))


def ringing(environment: str, cloudwatch: "CloudWatchClient") -> set[str]:
    """The names of the environment's alarms in state ALARM."""
    pages = cloudwatch.get_paginator("describe_alarms").paginate(AlarmNamePrefix="bbws-", StateValue="ALARM")
    names = {alarm["AlarmName"] for page in pages for alarm in page.get("MetricAlarms", [])}
    return {name for name in names if environment in name.split("-")}


def _sum(metric: str, names: Sequence[str], since: datetime, until: datetime, cloudwatch: "CloudWatchClient") -> int:
    queries = [_query(metric, index, name) for index, name in enumerate(names)]
    total = 0.0
    for start in range(0, len(queries), _AT_ONCE):
        pages = cloudwatch.get_paginator("get_metric_data").paginate(
            MetricDataQueries=queries[start : start + _AT_ONCE], StartTime=since, EndTime=until
        )
        total += sum(sum(found["Values"]) for page in pages for found in page["MetricDataResults"])
    return round(total)


def _query(metric: str, index: int, name: str) -> "MetricDataQueryTypeDef":
    return {
        "Id": f"q{index}",
        "MetricStat": {
            "Metric": {
                "Namespace": "AWS/Lambda",
                "MetricName": metric,
                "Dimensions": [{"Name": "FunctionName", "Value": name}],
            },
            "Period": _MINUTE,
            "Stat": "Sum",
        },
    }
