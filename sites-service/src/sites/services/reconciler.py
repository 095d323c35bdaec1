"""Sends the request for a site again when nobody has worked on it for a while: a lost message strands no site."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.items import from_item
from chassis.dynamodb.table import ConditionalCheckFailed, Select, Table
from chassis.operations.operation import Operation
from chassis.operations.operation_log import operation_key
from chassis.runtime.clock import Clock, from_iso, iso
from chassis.runtime.logging import Log
from chassis.runtime.metrics import record_overdue_operations
from sites.services.promises import OPERATION_TYPE
from sites.services.site_messages import creation_command

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

SILENT = timedelta(seconds=90)
AT_ONCE = 100


class Reconciler:
    """Looks at the open operations that have been silent for longest; run once a minute."""

    def __init__(self, operations: Table, queues: "SQSClient", queue_url: str, clock: Clock, log: Log) -> None:
        self.operations, self.queues, self.queue_url = operations, queues, queue_url
        self.clock, self.log = clock, log

    def run(self) -> int:
        """Send again what is silent; answer how many."""
        select = Select(partition=("ACTIVE", f"ACTIVE#{OPERATION_TYPE}"), index="ACTIVE")
        page = self.operations.page(select, size=AT_ONCE)
        now = iso(self.clock())
        record_overdue_operations(OPERATION_TYPE, sum(item["deadline"] < now for item in page.items))
        sent = sum(self._send_if_silent(item) for item in page.items)
        if sent:
            self.log.warning("sent_again", operation_type=OPERATION_TYPE, count=sent)
        return sent

    def _send_if_silent(self, item: Item) -> bool:
        operation = from_item(Operation, item)
        now = self.clock()
        due = max([from_iso(item["ACTIVE_AT"]), *(from_iso(s.retry_at) for s in operation.steps if s.retry_at)])
        if now - due < SILENT:
            return False
        body = creation_command(operation).body() | {"timestamp": iso(now)}
        self.queues.send_message(QueueUrl=self.queue_url, MessageBody=json.dumps(body))
        self._mark(operation, item["ACTIVE_AT"])
        return True

    def _mark(self, operation: Operation, seen: str) -> None:
        """Begin a new silence, so that the next run leaves it alone; a worker that has begun meanwhile has done so."""
        try:
            change = UpdateExpression(set={"ACTIVE_AT": iso(self.clock())})
            self.operations.update(operation_key(operation.operation_id), change, Condition(equals={"ACTIVE_AT": seen}))
        except ConditionalCheckFailed:
            self.log.info("begun_meanwhile", operation_id=operation.operation_id)
