"""Counts dead letters and describes them without removing any."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

BATCH_SIZE = 10  # limit of one ReceiveMessage call
VISIBILITY_SECONDS = 60  # long enough to read, short enough when the reader is interrupted
_UNKNOWN = "–"


@dataclass(frozen=True)
class DeadLetter:
    """The facts about a message that may be printed. Its body may contain personal data and sealed secrets."""

    kind: str
    tenant: str
    operation: str
    correlation: str
    sent: datetime
    receives: int

    @classmethod
    def from_message(cls, message: "MessageTypeDef") -> "DeadLetter":
        """Read a message with all its attributes."""
        body = _parse(message["Body"])
        inside = _get_mapping(body, "detail") or body
        payload = _get_mapping(inside, "payload")
        attributes = message["Attributes"]
        return cls(
            kind=read_type(message["Body"]),
            tenant=_printable_or(inside.get("tenantId") or payload.get("tenantId") or inside.get("group")),
            operation=_printable_or(payload.get("operationId")),
            correlation=_printable_or(inside.get("correlationId")),
            sent=datetime.fromtimestamp(int(attributes["SentTimestamp"]) / 1000, UTC),
            receives=int(attributes["ApproximateReceiveCount"]),
        )


def read_type(body: str) -> str:
    """Read the message type, for example `TENANT_CREATED`; `unreadable` when it is not one of our messages."""
    found = _parse(body)
    return _printable_or(found.get("messageType") or found.get("detail-type") or found.get("eventType"), "unreadable")


def count_messages(sqs: "SQSClient", url: str) -> tuple[int, int]:
    """Count the waiting messages and those that a consumer is processing."""
    attributes = sqs.get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    )["Attributes"]
    return int(attributes["ApproximateNumberOfMessages"]), int(attributes["ApproximateNumberOfMessagesNotVisible"])


def get_oldest_age(cloudwatch: "CloudWatchClient", name: str, now: datetime) -> timedelta | None:
    """Get the age of the oldest message from CloudWatch; None when it has no data point yet."""
    points = cloudwatch.get_metric_statistics(
        Namespace="AWS/SQS",
        MetricName="ApproximateAgeOfOldestMessage",
        Dimensions=[{"Name": "QueueName", "Value": name}],
        StartTime=now - timedelta(minutes=15),
        EndTime=now,
        Period=60,
        Statistics=["Maximum"],
    )["Datapoints"]
    return timedelta(seconds=max(points, key=lambda point: point["Timestamp"])["Maximum"]) if points else None


@contextmanager
def peek(sqs: "SQSClient", url: str, limit: int) -> Iterator[list["MessageTypeDef"]]:
    """Yield up to `limit` messages and return them to the queue; only their receive count rises by one."""
    messages: dict[str, MessageTypeDef] = {}
    try:
        while len(messages) < limit:
            received = {
                found["MessageId"]: found for found in receive(sqs, url, min(BATCH_SIZE, limit - len(messages)))
            }
            if not received.keys() - messages.keys():
                break
            messages |= received
        yield list(messages.values())
    finally:
        for message in messages.values():
            return_message(sqs, url, message)


def receive(sqs: "SQSClient", url: str, limit: int = BATCH_SIZE) -> list["MessageTypeDef"]:
    """Receive messages with all attributes; they stay invisible to others for a minute."""
    answer = sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=limit,
        VisibilityTimeout=VISIBILITY_SECONDS,
        WaitTimeSeconds=1,
        MessageSystemAttributeNames=["All"],
        MessageAttributeNames=["All"],
    )
    return answer.get("Messages", [])


def return_message(sqs: "SQSClient", url: str, message: "MessageTypeDef") -> None:
    """Make a message visible to others at once."""
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)


def _parse(body: str) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}


def _get_mapping(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = body.get(name)
    return found if isinstance(found, Mapping) else {}


def _printable_or(value: object, otherwise: str = _UNKNOWN) -> str:
    return value if isinstance(value, str) and value.isprintable() else otherwise
