"""The function behind queue `sites-reactions`: keeps our copies of what makes tenants eligible for sites."""

from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs):
    from sites.dependencies import reactor


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Serve a batch of the reactions queue."""
    return reactor()(event, context)
