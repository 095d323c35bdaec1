"""Entry point of the mail queue."""

from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs, clients.ses):
    from mail.dependencies import mailer
    from mail.handlers.notices import send_notice


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Send the e-mail of each notice; answer which messages the queue must deliver again."""
    return mailer(send_notice)(event, context)
