"""Health of an environment: errors and throttles of its functions, and its active alarms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef

_MAX_QUERIES = 500  # limit of one GetMetricData call
_MINUTE = 60


@dataclass(frozen=True)
class ErrorCounts:
    """Errors and throttles of all functions of an environment in a time span."""

    errors: int = 0
    throttles: int = 0


def count_errors(names: Sequence[str], since: datetime, until: datetime, cloudwatch: "CloudWatchClient") -> ErrorCounts:
    """Count errors and throttles of these functions, with a resolution of one minute."""
    errors = _sum_metric("Errors", names, since, until, cloudwatch)
    return ErrorCounts(errors, _sum_metric("Throttles", names, since, until, cloudwatch))


def list_active_alarms(environment: str, cloudwatch: "CloudWatchClient") -> set[str]:
    """List the names of the environment's alarms in state ALARM."""
    pages = cloudwatch.get_paginator("describe_alarms").paginate(AlarmNamePrefix="bbws-", StateValue="ALARM")
    names = {alarm["AlarmName"] for page in pages for alarm in page.get("MetricAlarms", [])}
    return {name for name in names if environment in name.split("-")}


def _sum_metric(
    metric: str, names: Sequence[str], since: datetime, until: datetime, cloudwatch: "CloudWatchClient"
) -> int:
    queries = [_build_query(metric, index, name) for index, name in enumerate(names)]
    total = 0.0
    for start in range(0, len(queries), _MAX_QUERIES):
        pages = cloudwatch.get_paginator("get_metric_data").paginate(
            MetricDataQueries=queries[start : start + _MAX_QUERIES], StartTime=since, EndTime=until
        )
        total += sum(sum(found["Values"]) for page in pages for found in page["MetricDataResults"])
    return round(total)


def _build_query(metric: str, index: int, name: str) -> "MetricDataQueryTypeDef":
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
