"""The function that sends what the instances table's outbox holds."""

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.eventbridge, clients.sqs, clients.sns):
    from chassis.messaging.relay import Relay
    from chassis.runtime.clock import utc_now
    from chassis.runtime.logging import Log, log_failures
    from instances.dependencies import table


@cache
def relay() -> Relay:
    """The sender of the table's outbox."""
    return Relay(
        table(),
        bus=clients.eventbridge(),
        queues=clients.sqs(),
        topics=clients.sns(),
        addresses=os.environ,
        clock=utc_now,
        log=Log("instances"),
    )


@log_failures("instances")
def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Relay a stream batch, or sweep."""
    return relay()(event, context)
