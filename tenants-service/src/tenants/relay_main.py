"""The function that sends the outbox of the tenants table: from its stream, and once a minute what that lost."""

from collections.abc import Mapping
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.eventbridge, clients.sqs, clients.sns):
    from tenants.dependencies import relay


def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Relay a stream batch, or sweep."""
    return relay()(event, context)
