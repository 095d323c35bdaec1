"""The function behind queue `ecs-events`."""

from collections.abc import Mapping
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs, clients.ecs):
    from chassis.operations.queue_worker import QueueWorker
    from chassis.runtime.logging import log_failures
    from ecs_event_handler.dependencies import event_handler, log

worker = QueueWorker(event_handler, queues=clients.sqs, logger=log())


@log_failures("ecs-events")
def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Handle the batch, each event by itself."""
    return worker(event, context)
