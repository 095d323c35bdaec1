"""The function that looks once a minute for sites on which nobody works."""

from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs):
    from sites.dependencies import reconciler


def lambda_handler(_event: dict[str, Any], _context: Any) -> dict[str, int]:  # noqa: ANN401 - the Lambda context
    """Serve the schedule."""
    return {"sent": reconciler().run()}
