"""Consumes a queue: handles each message of a batch by itself, and reports each failure by itself."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from chassis.messaging.envelopes import MalformedMessage
from chassis.operations.operation_log import Busy, LostLease
from chassis.operations.step_outcomes import TryAgain
from chassis.operations.workflow import LEASE
from chassis.runtime.logging import Log

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

type Handle = Callable[[str], None]


class QueueWorker:
    """The consumer of a queue function, made at its start; `handler` and `queues` are called at the first message.

    The worker hides a message from other workers only for the time of its lease on the operation. That is much shorter
    than the queue's visibility timeout. When the worker dies, the queue therefore delivers the message again as soon as
    the lease has expired.
    """

    def __init__(
        self, handler: Callable[[], Handle], *, queues: Callable[[], "SQSClient"], logger: Log, lease: timedelta = LEASE
    ) -> None:
        self.handler, self.queues, self.logger, self.lease = handler, queues, logger, lease

    def __call__(self, event: Mapping[str, Any], _context: Any = None) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
        """Handle each record; return those that the queue must deliver again (ReportBatchItemFailures)."""
        failed = [record["messageId"] for record in event["Records"] if not self._done(record)]
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}

    def _done(self, record: Mapping[str, Any]) -> bool:
        """Handle one message; return whether the queue may delete it."""
        self._hide(record, self.lease + timedelta(seconds=1))
        try:
            self.handler()(record["body"])
        except TryAgain as again:
            self._hide(record, again.delay)
        except Busy as busy:
            self._hide(record, busy.wait)
        except LostLease:
            self.logger.warning("lost_lease", message_id=record["messageId"])
        except MalformedMessage as error:
            self.logger.error("malformed_message", message_id=record["messageId"], error=error)
            self._hide(record, timedelta(seconds=1))
        except Exception as error:  # any error: deliver again, and at last to the dead-letter queue
            self.logger.error("message_failed", message_id=record["messageId"], error=error)
            self._hide(record, timedelta(seconds=5))
        else:
            return True
        return False

    def _hide(self, record: Mapping[str, Any], delay: timedelta) -> None:
        """Hide the message for a time; best effort, because the queue's own visibility timeout applies otherwise."""
        try:
            self.queues().change_message_visibility(
                QueueUrl=queue_url(self.queues(), record["eventSourceARN"]),
                ReceiptHandle=record["receiptHandle"],
                VisibilityTimeout=max(1, int(delay.total_seconds())),
            )
        except (ClientError, BotoCoreError) as error:
            self.logger.warning("visibility_unchanged", message_id=record["messageId"], error=error)


@cache
def queue_url(queues: "SQSClient", arn: str) -> str:
    """Ask for the URL of a queue, once per process: a message names only the queue's ARN."""
    *_, account, name = arn.split(":")
    return queues.get_queue_url(QueueName=name, QueueOwnerAWSAccountId=account)["QueueUrl"]
