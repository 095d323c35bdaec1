"""The function that sends the outbox of the sites table: new lines from its stream, forgotten ones by a sweep."""

from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.eventbridge, clients.sqs, clients.sns):
    from chassis.runtime.logging import log_failures
    from sites.dependencies import relay


@log_failures("sites")
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Serve a stream batch or the schedule."""
    return relay()(event, context)
