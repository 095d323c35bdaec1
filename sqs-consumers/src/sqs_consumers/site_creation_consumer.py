"""The function that makes sites: one message, one operation, as far as it goes."""

from functools import cache
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs, clients.secrets_manager):
    from chassis.operations.queue_worker import QueueWorker
    from chassis.runtime.logging import Log
    from sites.dependencies import site_work_service


@cache
def worker() -> QueueWorker:
    """The consumer of the creation queue."""
    return QueueWorker(site_work_service().carry_out, queues=clients.sqs(), logger=Log("sqs-consumers"))


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Serve a batch."""
    return worker()(event, context)
