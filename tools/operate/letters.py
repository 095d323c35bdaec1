"""Dead letters as a person sees them: how many, how old, and what each is about; looking takes none away."""

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

AT_ONCE = 10  # messages that one ReceiveMessage gives
HIDDEN = 60  # seconds; long enough to look, short enough when the one who looks is cut off
_UNKNOWN = "–"


@dataclass(frozen=True)
class Letter:
    """What may be told of a message: never its whole body, which may hold people's data and sealed secrets."""

    kind: str
    tenant: str
    operation: str
    correlation: str
    sent: datetime
    receives: int

    @classmethod
    def read(cls, message: "MessageTypeDef") -> "Letter":
        """From a message with all its attributes."""
        body = _parsed(message["Body"])
        inside = _inner(body, "detail") or body
        payload = _inner(inside, "payload")
        told = message["Attributes"]
        return cls(
            kind=kind_of(message["Body"]),
            tenant=_word(inside.get("tenantId") or payload.get("tenantId") or inside.get("group")),
            operation=_word(payload.get("operationId")),
            correlation=_word(inside.get("correlationId")),
            sent=datetime.fromtimestamp(int(told["SentTimestamp"]) / 1000, UTC),
            receives=int(told["ApproximateReceiveCount"]),
        )


def kind_of(body: str) -> str:
    """`SITE_CREATION_REQUEST`, `TENANT_CREATED`, …; `unreadable` when it is none of our messages."""
    found = _parsed(body)
    return _word(found.get("messageType") or found.get("detail-type") or found.get("eventType"), "unreadable")


def counts(queues: "SQSClient", url: str) -> tuple[int, int]:
    """How many wait, and how many somebody holds at this moment."""
    told = queues.get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    )["Attributes"]
    return int(told["ApproximateNumberOfMessages"]), int(told["ApproximateNumberOfMessagesNotVisible"])


def oldest(watch: "CloudWatchClient", name: str, now: datetime) -> timedelta | None:
    """How long the oldest has been there, as CloudWatch last saw it; None when it has not looked yet."""
    points = watch.get_metric_statistics(
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
def looked_at(queues: "SQSClient", url: str, limit: int) -> Iterator[list["MessageTypeDef"]]:
    """Up to `limit` messages; they are given back at the end, only their receive count has risen by one."""
    held: dict[str, MessageTypeDef] = {}
    try:
        while len(held) < limit:
            fresh = {found["MessageId"]: found for found in receive(queues, url, min(AT_ONCE, limit - len(held)))}
            if not fresh.keys() - held.keys():
                break
            held |= fresh
        yield list(held.values())
    finally:
        for message in held.values():
            give_back(queues, url, message)


def receive(queues: "SQSClient", url: str, limit: int = AT_ONCE) -> list["MessageTypeDef"]:
    """Take messages for a minute, with all that is told of them."""
    answer = queues.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=limit,
        VisibilityTimeout=HIDDEN,
        WaitTimeSeconds=1,
        MessageSystemAttributeNames=["All"],
        MessageAttributeNames=["All"],
    )
    return answer.get("Messages", [])


def give_back(queues: "SQSClient", url: str, message: "MessageTypeDef") -> None:
    """Let others see a message at once."""
    queues.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)


def _parsed(body: str) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}


def _inner(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = body.get(name)
    return found if isinstance(found, Mapping) else {}


def _word(value: object, otherwise: str = _UNKNOWN) -> str:
    return value if isinstance(value, str) and value.isprintable() else otherwise
