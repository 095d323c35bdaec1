"""Sends what the outbox holds: at once from the table's stream, and by a sweep what the stream lost."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chassis.dynamodb.attributes import Item, from_attributes
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.table import ConditionalCheckFailed, Select, Table
from chassis.messaging.outbox import INDEX, PENDING, Channel, is_pending
from chassis.runtime.clock import Clock, iso
from chassis.runtime.logging import Log
from chassis.runtime.metrics import record_event

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

GRACE = timedelta(seconds=10)
SWEEP = 100


class DeliveryRefused(RuntimeError):
    """The bus took the call but not the event; it says why as a botocore `ClientError` does, so records show it."""

    operation_name = "PutEvents"

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.response = {"Error": {"Code": code}}


class SweepIncomplete(RuntimeError):
    """The sweep could not send some messages; it has sent all others."""


class Relay:
    """The sending half of one table's outbox; sending twice is possible and harmless, losing is not.

    `addresses` is the function's environment: EVENT_BUS_NAME, and each queue's URL and topic's ARN under the name that
    the outbox messages carries.
    """

    def __init__(
        self,
        table: Table,
        *,
        bus: "EventBridgeClient",
        queues: "SQSClient",
        topics: "SNSClient",
        addresses: Mapping[str, str],
        clock: Clock,
        log: Log,
    ) -> None:
        self.table, self.bus, self.queues, self.topics = table, bus, queues, topics
        self.addresses, self.clock, self.log = addresses, clock, log

    def __call__(self, event: Mapping[str, Any], _context: Any = None) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
        """Serve a stream batch, or (any other event) sweep."""
        if "Records" in event:
            return self._relay_stream(event["Records"])
        return {"swept": self.sweep()}

    def _relay_stream(self, records: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Relay new lines in order; answer with the first failure, so that the stream goes on from there."""
        for record in records:
            image = from_attributes(record["dynamodb"].get("NewImage", {}))
            if not is_pending(image):
                continue
            if not self._is_sent(image):
                return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
        return {"batchItemFailures": []}

    def sweep(self) -> int:
        """Send what has waited longer than the stream needs; answer how many.

        Raises:
            SweepIncomplete: some could not be sent; one bad message holds up no other.
        """
        due = iso(self.clock() - GRACE)
        page = self.table.page(Select(partition=(INDEX, PENDING), index=INDEX), size=SWEEP)
        waiting = [item for item in page.items if item[f"{INDEX}_AT"] < due]
        sent = sum(map(self._is_sent, waiting))
        if waiting:
            self.log.warning("outbox_swept", count=sent)
        if sent < len(waiting):
            raise SweepIncomplete
        return sent

    def _is_sent(self, item: Item) -> bool:
        """Send one line; log whatever keeps it from being sent, and return False."""
        try:
            self.send(item)
        except Exception as error:  # whatever it was, the line stays pending
            self.log.warning("relay_failed", error=error, event_type=item.get("name"))
            return False
        return True

    def send(self, item: Item) -> None:
        """Send one line, then mark it sent."""
        {Channel.BUS: self._to_bus, Channel.QUEUE: self._to_queue, Channel.TOPIC: self._to_topic}[
            Channel(item["channel"])
        ](item)
        try:
            change = UpdateExpression(set={"sentAt": iso(self.clock())}, remove=(INDEX, f"{INDEX}_AT"))
            self.table.update({"PK": item["PK"], "SK": item["SK"]}, change, Condition(equals={INDEX: PENDING}))
        except ConditionalCheckFailed:
            self.log.info("relayed_twice", event_type=item["name"])

    def _to_bus(self, item: Item) -> None:
        entry = {
            "Source": item["target"],
            "DetailType": item["name"],
            "Detail": json.dumps(item["body"]),
            "EventBusName": self.addresses["EVENT_BUS_NAME"],
        }
        answer = self.bus.put_events(Entries=[entry])  # type: ignore[list-item]
        if answer["FailedEntryCount"]:
            raise DeliveryRefused(answer["Entries"][0].get("ErrorCode", "unknown"))
        record_event(item["name"])

    def _to_queue(self, item: Item) -> None:
        self.queues.send_message(QueueUrl=self.addresses[item["target"]], MessageBody=json.dumps(item["body"]))

    def _to_topic(self, item: Item) -> None:
        self.topics.publish(
            TopicArn=self.addresses[item["target"]], Message=json.dumps(item["body"]), Subject=item["name"]
        )
