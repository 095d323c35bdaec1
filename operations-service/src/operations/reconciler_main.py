"""The function that looks once a minute for operations on which nobody works, whatever service they belong to."""

from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs):
    from operations.dependencies import reconciler


def lambda_handler(_event: dict[str, Any], _context: Any) -> dict[str, int]:  # noqa: ANN401 - the Lambda context
    """Serve the schedule; answer how many commands were sent again."""
    return {"sent": reconciler().run()}
