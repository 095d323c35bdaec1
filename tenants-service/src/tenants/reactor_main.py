"""Entry point of queue `tenants-reactions`: handles events of instances."""

from collections.abc import Mapping
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs):
    from chassis.messaging.envelopes import Event
    from chassis.operations.queue_worker import QueueWorker
    from chassis.runtime.logging import log_failures
    from tenants.dependencies import instance_event_handler, log


def react(body: str) -> None:
    """Handle one event."""
    instance_event_handler().handle_instance_event(Event.from_queue(body))


worker = QueueWorker(lambda: react, queues=clients.sqs, logger=log())


@log_failures("tenants")
def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Handle a batch; answer which messages the queue must deliver again."""
    return worker(event, context)
