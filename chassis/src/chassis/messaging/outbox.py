"""Outbox messages are saved in the same transaction as the change they announce; the relay sends them later."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.writes import Put
from chassis.messaging.envelopes import Command, Event
from chassis.runtime.clock import iso
from chassis.runtime.records import dataclass

INDEX = "OUTBOX"
PENDING = "OUTBOX#PENDING"
PREFIX = "OUTBOX#"
KEPT = timedelta(days=7)


class Channel(StrEnum):
    """Where a message goes."""

    BUS = "bus"
    QUEUE = "queue"
    TOPIC = "topic"


@dataclass(frozen=True)
class Outbox:
    """Builds outbox messages for one table; `partition` is the PK under which a message is stored."""

    table: str

    def event(self, partition: str, event: Event, now: datetime) -> Put:
        """Build the write that announces a fact on the bus."""
        return self._line(partition, Channel.BUS, event.source, event.name, event.detail(), now)

    def command(self, partition: str, queue: str, command: Command, now: datetime) -> Put:
        """Build the write that asks for work; `queue` is the environment variable that holds the queue's URL."""
        body = command.body() | {"timestamp": iso(now)}
        return self._line(partition, Channel.QUEUE, queue, command.name, body, now)

    def notice(self, partition: str, topic: str, event: Event, now: datetime) -> Put:
        """Build the write that notifies people; `topic` is the environment variable that holds the topic's ARN."""
        return self._line(partition, Channel.TOPIC, topic, event.name, event.detail(), now)

    def _line(
        self, partition: str, channel: Channel, target: str, name: str, body: Mapping[str, Any], now: datetime
    ) -> Put:
        item = {
            "PK": partition,
            "SK": f"{PREFIX}{uuid.uuid4()}",
            "entityType": "OUTBOX",
            "channel": channel.value,
            "target": target,
            "name": name,
            "body": dict(body),
            "createdAt": iso(now),
            INDEX: PENDING,
            f"{INDEX}_AT": iso(now),
            "expiresAtEpoch": int((now + KEPT).timestamp()),
        }
        return Put(self.table, item)


def is_pending(item: Item) -> bool:
    """Whether the outbox message has not been sent yet."""
    return item.get(INDEX) == PENDING
