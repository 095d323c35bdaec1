"""The function that sends what the instances table's outbox holds."""

import os
from collections.abc import Mapping
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.eventbridge, clients.sqs):
    from chassis.messaging.relay import Relay
    from chassis.runtime.clock import utc_now
    from chassis.runtime.logging import Log
    from instances.dependencies import table


def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Relay a stream batch, or sweep."""
    relay = Relay(
        table(),
        bus=clients.eventbridge(),
        queues=clients.sqs(),
        topics=clients.sns(),
        addresses=os.environ,
        clock=utc_now,
        log=Log("instances"),
    )
    return relay(event, context)
