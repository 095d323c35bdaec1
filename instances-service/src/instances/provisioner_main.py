"""The function behind queue `instance-provision`: the only one that creates the parts of instances."""

from collections.abc import Mapping
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs, clients.ecs, clients.secrets_manager):
    from chassis.operations.queue_worker import QueueWorker
    from chassis.operations.workflow_consumer import WorkflowConsumer
    from chassis.runtime.logging import Log, log_failures
    from instances.provisioner_dependencies import workflow_runner

worker = QueueWorker(lambda: WorkflowConsumer(workflow_runner()), queues=clients.sqs, logger=Log("instances"))


@log_failures("instances")
def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Carry out what the batch asks for."""
    return worker(event, context)
