"""Entry point of the relay, which sends outbox messages from the stream; once per minute it sends missed ones."""

from collections.abc import Mapping
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.eventbridge, clients.sqs, clients.sns):
    from chassis.runtime.logging import log_failures
    from tenants.dependencies import relay


@log_failures("tenants")
def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Send a batch of the stream, or sweep the outbox for missed messages."""
    return relay()(event, context)
