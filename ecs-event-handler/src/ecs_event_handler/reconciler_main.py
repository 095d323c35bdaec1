"""The function that looks after instances that wait for ECS, on a schedule."""

from collections.abc import Mapping
from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.ecs):
    from chassis.runtime.logging import log_failures
    from ecs_event_handler.dependencies import reconciler


@log_failures("ecs-events")
def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, int]:  # noqa: ANN401 - the Lambda context
    """Reconcile; answers how many instances waited."""
    return {"waiting": reconciler().run()}
