"""The function behind the dead-letter queue: whoever waits for an operation learns that it failed."""

from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs):
    from chassis.operations.queue_worker import QueueWorker
    from chassis.runtime.logging import Log, log_failures
    from sites.dependencies import dead_letters

worker = QueueWorker(dead_letters, queues=clients.sqs, logger=Log("sqs-consumers"))


@log_failures("sqs-consumers")
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Serve a batch."""
    return worker(event, context)
