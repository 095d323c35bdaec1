"""Sends dead letters to the queue that they came from; twice is possible and harmless, losing is not."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from botocore.exceptions import ClientError

from deploy.refusal import Refused
from operate import letters

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import ListMessageMoveTasksResultEntryTypeDef, MessageTypeDef

_LACKING = {
    "InvalidAction",
    "UnknownOperation",
    "UnknownOperationException",
    "AWS.SimpleQueueService.UnsupportedOperation",
}
_LOOK_SECONDS = 2


class NoMoveTask(Exception):
    """An AWS that does not move messages by itself: an emulator."""


@dataclass(frozen=True)
class Replay:
    """From one queue to another, at most `rate` messages a second."""

    queues: "SQSClient"
    source: str  # URLs
    target: str
    rate: int

    def by_aws(self) -> int:
        """Let SQS move everything; answer how many it moved.

        Raises:
            NoMoveTask: it cannot.
        """
        source = self._arn(self.source)
        try:
            self.queues.start_message_move_task(
                SourceArn=source, DestinationArn=self._arn(self.target), MaxNumberOfMessagesPerSecond=self.rate
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _LACKING:
                raise NoMoveTask from error
            raise
        task = self._task(source)
        while task["Status"] == "RUNNING":
            time.sleep(_LOOK_SECONDS)
            task = self._task(source)
        moved = task.get("ApproximateNumberOfMessagesMoved", 0)
        if task["Status"] != "COMPLETED":
            why = task.get("FailureReason", "no reason told")
            raise Refused(
                f"the move ended as {task['Status']} after {moved} messages: {why}. The rest is where it was."
            )
        return moved

    def one_by_one(self, only: str = "") -> int:
        """Move those that are there now, or only those of one type; answer how many.

        Each is sent before it is deleted: whoever is cut off between the two leaves a double, never a gap.
        """
        return self._take(only, self._send)

    def _take(self, only: str, keep: Callable[["MessageTypeDef"], None]) -> int:
        waiting, _ = letters.counts(self.queues, self.source)
        kept: dict[str, MessageTypeDef] = {}
        moved = 0
        while moved + len(kept) < waiting and (batch := letters.receive(self.queues, self.source)):
            for message in batch:
                if only and letters.kind_of(message["Body"]) != only:
                    kept[message["MessageId"]] = message
                    continue
                keep(message)
                self.queues.delete_message(QueueUrl=self.source, ReceiptHandle=message["ReceiptHandle"])
                moved += 1
        for message in kept.values():
            letters.give_back(self.queues, self.source, message)
        return moved

    def set_aside(self, only: str, into: TextIO) -> int:
        """Write the messages of one type to a file, a line each, and only then delete them; answer how many."""
        return self._take(only, lambda message: _write(message, into))

    def _task(self, source: str) -> "ListMessageMoveTasksResultEntryTypeDef":
        return self.queues.list_message_move_tasks(SourceArn=source, MaxResults=1)["Results"][0]

    def _send(self, message: "MessageTypeDef") -> None:
        self.queues.send_message(
            QueueUrl=self.target,
            MessageBody=message["Body"],
            MessageAttributes=message.get("MessageAttributes", {}),
        )
        time.sleep(1 / self.rate)

    def _arn(self, url: str) -> str:
        return self.queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def _write(message: "MessageTypeDef", into: TextIO) -> None:
    told = {name: message.get(name) for name in ("MessageId", "Attributes", "MessageAttributes", "Body")}
    into.write(json.dumps(told, default=str) + "\n")
    into.flush()
    os.fsync(into.fileno())
