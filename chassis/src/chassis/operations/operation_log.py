"""The writing half of operations: start one in somebody's transaction, claim it, move it forward, end it."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.items import from_item, to_item
from chassis.dynamodb.table import ConditionalCheckFailed, Table
from chassis.dynamodb.writes import Put, Update
from chassis.operations.operation import OPEN, Operation, OperationError, OperationStatus, OperationStep, StepStatus
from chassis.runtime.clock import Clock, from_iso, iso
from chassis.runtime.ids import new_operation_id, slug_of
from chassis.runtime.metrics import record_operation_end
from chassis.runtime.records import dataclass

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT = timedelta(days=90)
_POLL = 0.2


class Busy(Exception):
    """Another worker holds the lease."""


class LostLease(Exception):
    """Another worker has taken over; this one must write nothing more."""


@dataclass(frozen=True, kw_only=True)
class NewOperation:
    """What the owner of a resource says when it promises slow work."""

    tenant_id: str
    operation_type: str
    resource_type: str
    resource_id: str
    resource_href: str
    steps: Sequence[tuple[str, str]]
    created_by: str
    correlation_id: str
    allowed: timedelta = timedelta(minutes=30)


def operation_key(operation_id: str) -> dict[str, str]:
    """PK and SK; the id carries its tenant's slug, so that the key begins with the tenant (ADR 0006)."""
    return {"PK": f"TENANT#{slug_of(operation_id)}", "SK": f"OPERATION#{operation_id}"}


class OperationLog:
    """Writes operations; each worker's write is conditional on its fencing number."""

    def __init__(self, client: "DynamoDBClient", table: str, clock: Clock) -> None:
        self.table = Table(client, table)
        self.clock = clock

    def begin(self, new: NewOperation) -> tuple[Operation, Put]:
        """A new operation and the line that records it in the transaction which accepts the work."""
        now = self.clock()
        operation = Operation(
            operation_id=new_operation_id(new.tenant_id),
            tenant_id=new.tenant_id,
            operation_type=new.operation_type,
            status=OperationStatus.PENDING,
            resource_type=new.resource_type,
            resource_id=new.resource_id,
            resource_href=new.resource_href,
            steps=tuple(OperationStep(name=name, title=title) for name, title in new.steps),
            created_at=iso(now),
            created_by=new.created_by,
            correlation_id=new.correlation_id,
            deadline=iso(now + new.allowed),
        )
        return operation, Put(self.table.name, self._item(operation))

    def find(self, operation_id: str) -> Operation | None:
        """The operation as it is now."""
        item = self.table.get(operation_key(operation_id))
        return from_item(Operation, item) if item else None

    def wait(self, operation: Operation, seconds: float) -> Operation:
        """The operation when it has ended, or as it is after `seconds`."""
        until = time.monotonic() + seconds
        while not operation.ended and time.monotonic() < until:
            time.sleep(_POLL)
            operation = self.find(operation.operation_id) or operation
        return operation

    def claim(self, operation_id: str, lease: timedelta) -> Operation | None:
        """Take the lease; None when the operation has ended or does not exist.

        Raises:
            Busy: another worker holds it.
        """
        now = self.clock()
        put = {"status": OperationStatus.IN_PROGRESS, "leaseUntil": iso(now + lease), "ACTIVE_AT": iso(now)}
        condition = Condition(exists=True, is_in={"status": sorted(OPEN)}, absent_or_less_than={"leaseUntil": iso(now)})
        try:
            item = self.table.update(
                operation_key(operation_id), UpdateExpression(set=put, add={"fence": 1}), condition
            )
        except ConditionalCheckFailed as refused:
            if refused.item is None or refused.item["status"] not in OPEN:
                return None
            raise Busy(operation_id) from None
        operation = from_item(Operation, item)
        return operation if operation.started_at else self.save(replace(operation, started_at=iso(now)), lease)

    def save(self, operation: Operation, lease: timedelta | None) -> Operation:
        """Record where the work stands; `lease` None gives the lease back.

        Raises:
            LostLease: another worker has taken over, or somebody ended the operation.
        """
        now = self.clock()
        held = replace(operation, lease_until=iso(now + lease) if lease else None)
        try:
            self.table.update(operation_key(held.operation_id), self._change(held), self._mine(operation))
        except ConditionalCheckFailed:
            raise LostLease(held.operation_id) from None
        return held

    def completed(self, operation: Operation) -> Update:
        """The write that completes it, for the transaction that records the result."""
        now = iso(self.clock())
        steps = tuple(self._done(step, now) for step in operation.steps)
        done = replace(operation, steps=steps, status=OperationStatus.COMPLETED, completed_at=now, lease_until=None)
        return Update(self.table.name, operation_key(done.operation_id), self._change(done), self._mine(operation))

    def failed(self, operation: Operation, error: OperationError) -> Update:
        """The write that fails it, for the transaction that records the failure on the resource."""
        over = replace(
            operation, status=OperationStatus.FAILED, completed_at=iso(self.clock()), error=error, lease_until=None
        )
        return Update(self.table.name, operation_key(over.operation_id), self._change(over), self._mine(operation))

    def record_end(self, operation: Operation, *, failed: bool) -> None:
        """Count the end of an operation and its duration; call it after the transaction that ended it."""
        seconds = (self.clock() - from_iso(operation.created_at)).total_seconds()
        record_operation_end(operation.operation_type, failed=failed, seconds=seconds)

    def cancelled(self, operation: Operation) -> Update:
        """The write that cancels it; the worker in charge notices at its next step boundary.

        It touches nothing else, because that worker may have recorded steps since `operation` was read.
        """
        over = replace(operation, status=OperationStatus.CANCELLED)
        put = {"status": over.status, "completedAt": iso(self.clock())} | self._indexes(over)
        change = UpdateExpression(set=put, remove=("leaseUntil", "ACTIVE", "ACTIVE_AT"))
        condition = Condition(exists=True, is_in={"status": sorted(OPEN)})
        return Update(self.table.name, operation_key(over.operation_id), change, condition)

    def reopened(self, operation: Operation, allowed: timedelta = timedelta(minutes=30)) -> tuple[Operation, Update]:
        """The operation to be tried again from its failed step, and the line that records it."""
        again = replace(operation.reopened(), deadline=iso(self.clock() + allowed))
        condition = Condition(exists=True, equals={"status": OperationStatus.FAILED})
        return again, Update(self.table.name, operation_key(again.operation_id), self._change(again), condition)

    @staticmethod
    def _done(step: OperationStep, now: str) -> OperationStep:
        if step.status is StepStatus.COMPLETED:
            return step
        return replace(
            step, status=StepStatus.COMPLETED, started_at=step.started_at or now, completed_at=now, message=None
        )

    @staticmethod
    def _mine(operation: Operation) -> Condition:
        return Condition(exists=True, equals={"fence": operation.fence}, is_in={"status": sorted(OPEN)})

    def _item(self, operation: Operation) -> Item:
        listed = f"{operation.created_at}#{operation.operation_id}"
        item = operation_key(operation.operation_id) | to_item(operation) | self._indexes(operation)
        expires = int((self.clock() + KEPT).timestamp())
        return item | {
            "entityType": "OPERATION",
            "GSI1PK": f"TENANT#{operation.tenant_id}",
            "GSI1SK": listed,
            "GSI2SK": listed,
            "expiresAtEpoch": expires,
        }

    def _indexes(self, operation: Operation) -> dict[str, str]:
        """The index keys that move with the status: by status, and (sparse) what is still open, by type."""
        keys = {"GSI2PK": f"TENANT#{operation.tenant_id}#STATUS#{operation.status}"}
        if not operation.ended:
            keys |= {"ACTIVE": f"ACTIVE#{operation.operation_type}", "ACTIVE_AT": iso(self.clock())}
        return keys

    def _change(self, operation: Operation) -> UpdateExpression:
        """Everything that may have moved since the operation was read."""
        item = to_item(operation)
        names = ("status", "steps", "startedAt", "completedAt", "error", "leaseUntil", "deadline")
        put = {name: item[name] for name in names if name in item} | self._indexes(operation)
        gone = [name for name in (*names, "ACTIVE", "ACTIVE_AT") if name not in put]
        return UpdateExpression(set=put, remove=gone)
