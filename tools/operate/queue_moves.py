"""Moves dead letters back to their source queue. A message may arrive twice, which is harmless, but is never lost."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from botocore.exceptions import ClientError

from deploy.errors import CommandError
from operate import dead_letters

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import ListMessageMoveTasksResultEntryTypeDef, MessageTypeDef

_UNSUPPORTED = {
    "InvalidAction",
    "UnknownOperation",
    "UnknownOperationException",
    "AWS.SimpleQueueService.UnsupportedOperation",
}
_POLL_SECONDS = 2


class MoveTaskUnsupported(Exception):
    """The AWS endpoint has no message move tasks: it is an emulator."""


@dataclass(frozen=True)
class QueueMove:
    """Moves messages from one queue to another, at most `rate` messages per second."""

    sqs: "SQSClient"
    source: str  # URLs
    target: str
    rate: int

    def move_by_sqs(self) -> int:
        """Let SQS move all messages. Return how many it moved.

        Raises:
            MoveTaskUnsupported: this AWS has no message move tasks.
        """
        source = self._get_arn(self.source)
        try:
            self.sqs.start_message_move_task(
                SourceArn=source, DestinationArn=self._get_arn(self.target), MaxNumberOfMessagesPerSecond=self.rate
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _UNSUPPORTED:
                raise MoveTaskUnsupported from error
            raise
        task = self._get_task(source)
        while task["Status"] == "RUNNING":
            time.sleep(_POLL_SECONDS)
            task = self._get_task(source)
        moved = task.get("ApproximateNumberOfMessagesMoved", 0)
        if task["Status"] != "COMPLETED":
            why = task.get("FailureReason", "no reason given")
            raise CommandError(
                f"the move ended as {task['Status']} after {moved} messages: {why}. The others stay in their queue."
            )
        return moved

    def move_one_by_one(self, only: str = "") -> int:
        """Move the messages that are waiting now, or only those of one type. Return how many.

        Each message is sent before it is deleted: an interruption duplicates a message, but never loses one.
        """
        return self._drain(only, self._send)

    def _drain(self, only: str, handle: Callable[["MessageTypeDef"], None]) -> int:
        waiting, _ = dead_letters.count_messages(self.sqs, self.source)
        skipped: dict[str, MessageTypeDef] = {}
        moved = 0
        while moved + len(skipped) < waiting and (batch := dead_letters.receive(self.sqs, self.source)):
            for message in batch:
                if only and dead_letters.read_type(message["Body"]) != only:
                    skipped[message["MessageId"]] = message
                    continue
                handle(message)
                self.sqs.delete_message(QueueUrl=self.source, ReceiptHandle=message["ReceiptHandle"])
                moved += 1
        for message in skipped.values():
            dead_letters.return_message(self.sqs, self.source, message)
        return moved

    def set_aside(self, only: str, into: TextIO) -> int:
        """Write the messages of one type to a file, one per line, then delete them. Return how many."""
        return self._drain(only, lambda message: _write(message, into))

    def _get_task(self, source: str) -> "ListMessageMoveTasksResultEntryTypeDef":
        return self.sqs.list_message_move_tasks(SourceArn=source, MaxResults=1)["Results"][0]

    def _send(self, message: "MessageTypeDef") -> None:
        self.sqs.send_message(
            QueueUrl=self.target,
            MessageBody=message["Body"],
            MessageAttributes=message.get("MessageAttributes", {}),
        )
        time.sleep(1 / self.rate)

    def _get_arn(self, url: str) -> str:
        return self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def _write(message: "MessageTypeDef", into: TextIO) -> None:
    record = {name: message.get(name) for name in ("MessageId", "Attributes", "MessageAttributes", "Body")}
    into.write(json.dumps(record, default=str) + "\n")
    into.flush()
    os.fsync(into.fileno())
