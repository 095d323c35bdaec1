"""The function behind queue `ecs-events`."""

from collections.abc import Mapping
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs, clients.ecs):
    from chassis.operations.queue_worker import QueueWorker
    from ecs_event_handler.dependencies import event_handler, log


def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Handle the batch, each event by itself."""
    return QueueWorker(event_handler(), queues=clients.sqs(), logger=log())(event, context)
