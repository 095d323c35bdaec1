"""The function behind every queue of slow work on sites; deployed once per queue, each time with its own rights."""

from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs, clients.secrets_manager, clients.elbv2):
    from chassis.operations.queue_worker import QueueWorker
    from chassis.operations.workflow_consumer import WorkflowConsumer
    from chassis.runtime.logging import Log, log_failures
    from sites.dependencies import workflow_runner
    from sites.settings import QueueSettings


def consumer() -> WorkflowConsumer:
    """Carries out what messages of the queue that the environment names ask for."""
    return WorkflowConsumer(workflow_runner(QueueSettings.from_environment().workflow_queue))


worker = QueueWorker(consumer, queues=clients.sqs, logger=Log("sqs-consumers"))


@log_failures("sqs-consumers")
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Carry out a batch; answer which messages must come again."""
    return worker(event, context)
