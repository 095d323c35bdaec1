"""Entry point of queue `hierarchy-deletion-dlq`; it fails operations and changes nothing else."""

from collections.abc import Mapping
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs):
    from chassis.operations.queue_worker import QueueWorker
    from chassis.runtime.logging import log_failures
    from tenants.dependencies import dead_letters, log

worker = QueueWorker(dead_letters, queues=clients.sqs, logger=log())


@log_failures("tenants")
def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Fail the operations of commands that no worker could finish."""
    return worker(event, context)
