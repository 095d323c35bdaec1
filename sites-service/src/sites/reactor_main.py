"""The function behind queue `sites-reactions`: keeps our copies of what makes tenants eligible for sites."""

from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs):
    from chassis.operations.queue_worker import QueueWorker
    from chassis.runtime.logging import Log, log_failures
    from sites.dependencies import eligibility_projector

worker = QueueWorker(lambda: eligibility_projector().handle, queues=clients.sqs, logger=Log("sites"))


@log_failures("sites")
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Serve a batch of the reactions queue."""
    return worker(event, context)
