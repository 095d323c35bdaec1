"""The function behind queue `hierarchy-deletion`: deletes units with everything below them."""

from collections.abc import Mapping
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs):
    from chassis.messaging.envelopes import Command, MalformedMessage
    from chassis.operations.queue_worker import QueueWorker
    from tenants.dependencies import deletion_saga, log
    from tenants.services.unit_deletion_service import COMMAND


def delete(body: str) -> None:
    """Carry out one request."""
    command = Command.from_queue(body)
    if command.name != COMMAND:
        raise MalformedMessage(f"{command.name} is not for this queue")
    deletion_saga().run(command.operation_id)


def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Carry out a batch; answer which messages must come again."""
    return QueueWorker(delete, queues=clients.sqs(), logger=log())(event, context)
