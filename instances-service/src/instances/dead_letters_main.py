"""The function behind queue `instance-dlq`; it ends operations and touches nothing else."""

from collections.abc import Mapping
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs):
    from chassis.operations.queue_worker import QueueWorker
    from chassis.runtime.logging import Log, log_failures
    from instances.dependencies import dead_letters

worker = QueueWorker(dead_letters, queues=clients.sqs, logger=Log("instances"))


@log_failures("instances")
def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Fail what nobody could finish."""
    return worker(event, context)
