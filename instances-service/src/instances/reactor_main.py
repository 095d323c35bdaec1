"""The function behind queue `instances-reactions`: what other services announce."""

from collections.abc import Mapping
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs):
    from chassis.operations.queue_worker import QueueWorker
    from chassis.runtime.logging import Log, log_failures
    from instances.dependencies import tenant_dao
    from instances.event_handlers import TenantProjector

log = Log("instances")
worker = QueueWorker(lambda: TenantProjector(tenant_dao(), log), queues=clients.sqs, logger=log)


@log_failures("instances")
def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Take the events of the batch."""
    return worker(event, context)
