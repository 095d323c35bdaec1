"""Metrics in CloudWatch's embedded format: a log line of the function that CloudWatch turns into figures.

A dimension is an act, a type of operation, event or notice; never a tenant, because each value is a metric of its own
that costs money. `metrics:` in a service.yaml declares the values, `alarms:` what rings.
"""

from collections.abc import Mapping

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "BBWS"
BUSINESS_METRICS: Mapping[str, Mapping[str, MetricUnit]] = {
    "operation_type": {
        "OperationsCompleted": MetricUnit.Count,
        "OperationsFailed": MetricUnit.Count,
        "OperationDuration": MetricUnit.Milliseconds,
        "OperationsOverdue": MetricUnit.Count,
    },
    "event_type": {"EventsPublished": MetricUnit.Count},
    "notice_type": {"MailsSent": MetricUnit.Count, "MailsFailed": MetricUnit.Count},
}
"""Each business dimension with its figures and their units (domain §10.5)."""
_SERVER_ERROR = 500


class Meter:
    """Counts a service's acts; the metric's dimension is the act's one name."""

    def __init__(self, service: str) -> None:
        self.service = service

    def record(self, act: str, status: int, milliseconds: float) -> None:
        """Tell CloudWatch, through the function's log, how one request went."""
        metrics = EphemeralMetrics(namespace=NAMESPACE, service=self.service)
        metrics.add_dimension(name="act", value=act)
        metrics.add_metric(name="Requests", unit=MetricUnit.Count, value=1)
        metrics.add_metric(name="Duration", unit=MetricUnit.Milliseconds, value=milliseconds)
        metrics.add_metric(name="Errors", unit=MetricUnit.Count, value=int(status >= _SERVER_ERROR))
        metrics.flush_metrics()


def record_operation_end(operation_type: str, *, failed: bool, seconds: float) -> None:
    """Count an operation that has ended, after the transaction that ended it.

    Both counts are recorded as 0 or 1, so that the average of `OperationsFailed` is the share of failures.

    Args:
        operation_type: e.g. `SITE_CREATION`.
        failed: whether it ended FAILED; its duration then says nothing and is left out.
        seconds: from acceptance to the end.
    """
    figures: dict[str, float] = {"OperationsCompleted": int(not failed), "OperationsFailed": int(failed)}
    if not failed:
        figures["OperationDuration"] = seconds * 1000
    _record("operation_type", operation_type, figures)


def record_overdue_operations(operation_type: str, count: int) -> None:
    """Tell how many operations of a type are open although their deadline has passed."""
    _record("operation_type", operation_type, {"OperationsOverdue": count})


def record_event(event_type: str) -> None:
    """Count an event that the bus has taken, e.g. `TENANT_CREATED`; an event that is sent twice counts twice."""
    _record("event_type", event_type, {"EventsPublished": 1})


def record_mail(notice_type: str, *, failed: bool) -> None:
    """Count a mail that was handed to SES or refused by it, by the notice that asked for it."""
    _record("notice_type", notice_type, {"MailsSent": int(not failed), "MailsFailed": int(failed)})


def _record(dimension: str, value: str, figures: Mapping[str, float]) -> None:
    """One log line; alarms match dimensions exactly, so the service is not one of them."""
    metrics = EphemeralMetrics(namespace=NAMESPACE, service="")
    metrics.add_dimension(name=dimension, value=value)
    for name, figure in figures.items():
        metrics.add_metric(name=name, unit=BUSINESS_METRICS[dimension][name], value=figure)
    metrics.flush_metrics()
