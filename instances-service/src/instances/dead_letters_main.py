"""The function behind queue `instance-dlq`; it ends operations and touches nothing else."""

from collections.abc import Mapping
from typing import Any

from chassis import clients
from chassis.start import start

with start(clients.sqs):
    from chassis.dead_letters import DeadLetters
    from chassis.observability import Log
    from chassis.worker import QueueWorker
    from instances.dependencies import operation_log, progress
    from instances.domain.provisioning import COMMAND


def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Fail what nobody could finish."""
    log = Log("instances")
    handle = DeadLetters(COMMAND, operation_log(), progress().fail, log)
    return QueueWorker(handle, queues=clients.sqs(), logger=log)(event, context)
