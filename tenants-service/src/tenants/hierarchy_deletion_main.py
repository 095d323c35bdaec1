"""Entry point of queue `hierarchy-deletion`: deletes units with everything below them."""

from collections.abc import Mapping
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs):
    from chassis.operations.queue_worker import QueueWorker
    from chassis.operations.workflow_consumer import WorkflowConsumer
    from chassis.runtime.logging import log_failures
    from tenants.dependencies import deletion_runner, log

worker = QueueWorker(lambda: WorkflowConsumer(deletion_runner()), queues=clients.sqs, logger=log())


@log_failures("tenants")
def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Handle a batch; answer which messages the queue must deliver again."""
    return worker(event, context)
