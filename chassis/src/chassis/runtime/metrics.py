"""One metric blob a request (CloudWatch embedded format): how often, how long, how wrong; by act, never by tenant."""

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "BBWS"
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
