"""Entry point of queue `user-groups`: the only function that may write the identity pool."""

from collections.abc import Mapping
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs, clients.cognito):
    from chassis.operations.queue_worker import QueueWorker
    from chassis.runtime.logging import log_failures
    from tenants.dependencies import group_sync, log

worker = QueueWorker(group_sync, queues=clients.sqs, logger=log())


@log_failures("tenants")
def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Handle a batch; answer which messages the queue must deliver again."""
    return worker(event, context)
