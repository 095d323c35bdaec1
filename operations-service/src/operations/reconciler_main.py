"""Entry point of the reconciler, which looks once per minute for stalled operations of all services."""

from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs):
    from chassis.runtime.logging import log_failures
    from operations.dependencies import reconciler


@log_failures("operations")
def lambda_handler(_event: dict[str, Any], _context: Any) -> dict[str, int]:  # noqa: ANN401 - the Lambda context
    """Send the commands of stalled operations again; answer how many."""
    return {"sent": reconciler().run()}
