"""The function behind queue `instance-dlq`; it ends operations and touches nothing else."""

from collections.abc import Mapping
from typing import Any

from chassis import clients
from chassis.start import start

with start(clients.sqs):
    from chassis.observability import Log
    from chassis.worker import QueueWorker
    from instances.dependencies import operation_log, progress
    from instances.services.dead_letters import DeadLetters


def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Fail what nobody could finish."""
    log = Log("instances")
    return QueueWorker(DeadLetters(operation_log(), progress(), log), queues=clients.sqs(), logger=log)(event, context)
