"""Entry point of the mail queue; the queue delivers a failed notice again when its lease has lapsed."""

from typing import Any

from chassis.runtime import clients
from chassis.runtime.cold_start import start

with start(clients.sqs, clients.ses):
    from chassis.operations.queue_worker import QueueWorker
    from chassis.runtime.logging import Log, log_failures
    from mail.dao.dispatch_dao import LEASE
    from mail.handlers.notices import send_notice

worker = QueueWorker(lambda: send_notice, queues=clients.sqs, logger=Log("mail"), lease=LEASE)


@log_failures("mail")
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
    """Send the e-mail of each notice; answer which messages the queue must deliver again."""
    return worker(event, context)
