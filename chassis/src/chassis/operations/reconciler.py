"""Sends an operation's command again when no worker has touched it for a while, in case a message was lost."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.items import from_item
from chassis.dynamodb.table import ConditionalCheckFailed, Select, Table
from chassis.operations.commands import command_of
from chassis.operations.operation import Operation
from chassis.operations.operation_items import DUE, SHARDS, SILENCE, due_at, operation_key, shard
from chassis.runtime.clock import Clock, from_iso, iso
from chassis.runtime.logging import Log
from chassis.runtime.metrics import record_overdue_operations

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_AT_ONCE = 100
"""Operations per shard and run; the rest is due a minute later."""


class Reconciler:
    """Serves the slow work of all services; a schedule runs it once per minute.

    It queries only operations that are due, so that work which waits for days does not fill the page. `addresses` is
    the function's environment: it maps the queue names that operations carry to URLs.
    """

    def __init__(
        self, operations: Table, queues: "SQSClient", addresses: Mapping[str, str], clock: Clock, log: Log
    ) -> None:
        self.operations, self.queues, self.addresses = operations, queues, addresses
        self.clock, self.log = clock, log

    def run(self) -> int:
        """Send the commands of silent operations again; record those past their deadline. Return how many it sent."""
        due = [item for number in range(SHARDS) for item in self._due(number)]
        self._record_overdue(due)
        sent = sum(self._send_if_silent(item) for item in due)
        if sent:
            self.log.warning("sent_again", count=sent)
        return sent

    def _due(self, number: int) -> list[Item]:
        due = Select(("ACTIVE", shard(number)), until=(DUE, iso(self.clock())), index="ACTIVE")
        listed = self.operations.page(due, size=_AT_ONCE).items
        return self.operations.get_many([{"PK": one["PK"], "SK": one["SK"]} for one in listed]) if listed else []

    def _record_overdue(self, due: list[Item]) -> None:
        now = iso(self.clock())
        overdue = Counter(str(item["operationType"]) for item in due if DUE in item and item["deadline"] < now)
        for operation_type, count in overdue.items():
            record_overdue_operations(operation_type, count)

    def _send_if_silent(self, item: Item) -> bool:
        """Send the command unless a worker holds the lease; an error is logged, so that the others go on."""
        try:
            operation = from_item(Operation, item)
            if DUE not in item or operation.ended:
                return False
            held = operation.lease_until is not None and from_iso(operation.lease_until) > self.clock()
            if not held:
                self._send(operation)
            self._begin_silence(operation, item[DUE])
        except (KeyError, ValueError) as error:
            self.log.error("not_sent_again", operation_id=str(item.get("operationId")), error=error)
            return False
        return not held

    def _send(self, operation: Operation) -> None:
        body = command_of(operation).body() | {"timestamp": iso(self.clock())}
        url = self.addresses[operation.queue or ""]
        self.queues.send_message(QueueUrl=url, MessageBody=json.dumps(body))

    def _begin_silence(self, operation: Operation, seen: str) -> None:
        """Leave the operation alone for a while; a worker that has begun meanwhile has set this time itself."""
        due = due_at(operation.operation_id, self.clock() + SILENCE)
        try:
            self.operations.update(
                operation_key(operation.operation_id),
                UpdateExpression(set=due),
                Condition(exists=True, equals={DUE: seen}),
            )
        except ConditionalCheckFailed:
            self.log.info("begun_meanwhile", operation_id=operation.operation_id)
