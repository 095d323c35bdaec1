"""The writing half of operations: start one in a service's transaction, claim it, move it forward, end it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.items import from_item, to_item
from chassis.dynamodb.table import ConditionalCheckFailed, Table
from chassis.dynamodb.writes import Check, Put, Update
from chassis.operations import operation_items as items
from chassis.operations.operation import (
    OPEN,
    Operation,
    OperationError,
    OperationStatus,
    OperationStep,
    ParentOperation,
    StepStatus,
)
from chassis.operations.operation_items import operation_key
from chassis.runtime.clock import Clock, from_iso, iso
from chassis.runtime.ids import new_operation_id
from chassis.runtime.metrics import record_operation_end
from chassis.runtime.records import dataclass

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ["Busy", "LostLease", "NewOperation", "OperationLog", "Superseded", "operation_key"]

_POLL = 0.2


class Busy(Exception):
    """Another worker holds the lease; `wait` is how long at most."""

    def __init__(self, operation_id: str, wait: timedelta = timedelta(seconds=45)) -> None:
        super().__init__(operation_id)
        self.wait = wait


class LostLease(Exception):
    """Another worker has taken over; this one must write nothing more."""


class Superseded(LostLease):
    """The resource is gone or names a newer operation; this one can only end."""


@dataclass(frozen=True, kw_only=True)
class NewOperation:
    """What an operation is made of when work is accepted; `steps` are names and titles."""

    tenant_id: str
    operation_type: str
    resource_type: str
    resource_id: str
    resource_href: str
    steps: Sequence[tuple[str, str]]
    created_by: str
    correlation_id: str
    allowed: timedelta = timedelta(minutes=30)
    queue: str | None = None
    inputs: Mapping[str, str] | None = None
    undoes: str | None = None
    parent: ParentOperation | None = None


class OperationLog:
    """Writes operations; a worker's write is conditional on its fencing number."""

    def __init__(self, client: "DynamoDBClient", table: str, clock: Clock) -> None:
        self.table = Table(client, table)
        self.clock = clock

    def begin(self, new: NewOperation) -> tuple[Operation, Put]:
        """A new operation, and the write that records it in the transaction which accepts the work.

        Raises:
            ValueError: no slug can be made of the tenant's id.
        """
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
            queue=new.queue,
            inputs=dict(new.inputs) if new.inputs else None,
            callbacks={},
            undoes=new.undoes,
            parent=new.parent,
        )
        return operation, self.create_write(operation)

    def create_write(self, operation: Operation) -> Put:
        """The write that records a new operation."""
        return Put(self.table.name, items.open_item(operation, self.clock()))

    def find(self, operation_id: str) -> Operation | None:
        """The operation as it is now."""
        item = self.table.get(operation_key(operation_id))
        return from_item(Operation, item) if item else None

    def wait_for(self, operation: Operation, seconds: float) -> Operation:
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
        put = {"status": OperationStatus.IN_PROGRESS, "leaseUntil": iso(now + lease)}
        change = UpdateExpression(set=put | items.due_at(operation_id, now + items.SILENCE), add={"fence": 1})
        condition = Condition(exists=True, is_in={"status": sorted(OPEN)}, absent_or_less_than={"leaseUntil": iso(now)})
        try:
            item = self.table.update(operation_key(operation_id), change, condition)
        except ConditionalCheckFailed as refused:
            if refused.item is None or refused.item["status"] not in OPEN:
                return None
            held = from_iso(refused.item["leaseUntil"]) - now
            raise Busy(operation_id, held + timedelta(seconds=1)) from None
        operation = from_item(Operation, item)
        return operation if operation.started_at else self.save(replace(operation, started_at=iso(now)), lease)

    def save(self, operation: Operation, lease: timedelta | None) -> Operation:
        """Record where the work stands; `lease` None gives the lease back. Answers with callbacks that came meanwhile.

        Raises:
            LostLease: another worker has taken over, or somebody ended the operation.
        """
        held = self.with_lease(operation, lease)
        try:
            item = self.table.update(operation_key(held.operation_id), self._change(held), items.is_held_by(operation))
        except ConditionalCheckFailed:
            raise LostLease(held.operation_id) from None
        return replace(held, callbacks=item.get("callbacks"))

    def save_write(self, operation: Operation, lease: timedelta | None) -> Update:
        """`save` as a write for a transaction."""
        held = self.with_lease(operation, lease)
        key = operation_key(held.operation_id)
        return Update(self.table.name, key, self._change(held), items.is_held_by(operation))

    def with_lease(self, operation: Operation, lease: timedelta | None) -> Operation:
        """The operation held for `lease` from now, or by nobody."""
        return replace(operation, lease_until=iso(self.clock() + lease) if lease else None)

    def complete_write(self, operation: Operation) -> Update:
        """The write that completes it, for the transaction that records the result."""
        now = iso(self.clock())
        steps = tuple(_completed(step, now) for step in operation.steps)
        done = replace(operation, steps=steps, status=OperationStatus.COMPLETED, error=None)
        return self._end_write(done, now)

    def fail_write(self, operation: Operation, error: OperationError) -> Update:
        """The write that fails it, for the transaction that records the failure on the resource."""
        return self._end_write(replace(operation, status=OperationStatus.FAILED, error=error), iso(self.clock()))

    def record_end(self, operation: Operation, *, failed: bool) -> None:
        """Count the end of an operation and its duration; call it after the transaction that ended it."""
        seconds = (self.clock() - from_iso(operation.created_at)).total_seconds()
        record_operation_end(operation.operation_type, failed=failed, seconds=seconds)

    def stop_write(self, operation: Operation) -> Update:
        """The write that cancels it at the end of a worker's compensation."""
        stopped = replace(operation, status=OperationStatus.CANCELLED, error=None)
        return self._end_write(stopped, iso(self.clock()))

    def cancel_write(self, operation: Operation) -> Update:
        """The write that cancels it; the worker in charge notices at its next step boundary.

        It touches nothing else, because that worker may have recorded steps since `operation` was read.
        """
        over = replace(operation, status=OperationStatus.CANCELLED)
        put = {
            "status": over.status,
            "completedAt": iso(self.clock()),
            "GSI2PK": items.status_partition(over.tenant_id, over.status),
        }
        drop = ("leaseUntil", "ACTIVE", items.DUE, "tenantSlot", "deferredAt")
        slot = {"tenantSlot": True} if operation.tenant_slot else {}
        condition = replace(items.is_open(equals=slot), not_exists=() if slot else ("tenantSlot",))
        return Update(
            self.table.name, operation_key(over.operation_id), UpdateExpression(set=put, remove=drop), condition
        )

    def request_cancel_write(self, operation: Operation, error: OperationError) -> Update:
        """The write after which the queue's consumer takes back what the steps made, and ends the operation cancelled.

        The worker in charge loses it at its next write. Its lease stays, so that nobody takes back what it is making.
        """
        due = items.due_at(operation.operation_id, self.clock() + items.SILENCE)
        change = UpdateExpression(set={"error": to_item(error), **due}, add={"fence": 1})
        condition = replace(items.is_open(), not_exists=("error",))
        return Update(self.table.name, operation_key(operation.operation_id), change, condition)

    def reopen(
        self, operation: Operation, allowed: timedelta = timedelta(minutes=30), *, from_start: bool = False
    ) -> tuple[Operation, Update]:
        """The operation to be tried again from its failed step, or its first, and the write that records it."""
        now = self.clock()
        again = replace(operation.reopen(from_start=from_start), deadline=iso(now + allowed))
        change = items.due_change(again, now + items.SILENCE)
        condition = Condition(exists=True, equals={"status": OperationStatus.FAILED})
        put = {**change.set, "callbacks": {}}
        key = operation_key(again.operation_id)
        return again, Update(self.table.name, key, UpdateExpression(set=put, remove=change.remove), condition)

    def ended_check(self, operation_id: str) -> Check:
        """The check that an operation has ended, or is too old to be kept: its resource is free for the next one."""
        return Check(self.table.name, operation_key(operation_id), Condition(not_in={"status": sorted(OPEN)}))

    def _change(self, held: Operation) -> UpdateExpression:
        if held.lease_until:
            return items.progress_change(held)
        return items.due_change(held, items.next_look(held, self.clock()))

    def _end_write(self, operation: Operation, now: str) -> Update:
        over = replace(operation, completed_at=now, lease_until=None, tenant_slot=None, deferred_at=None)
        key = operation_key(over.operation_id)
        return Update(self.table.name, key, items.end_change(over), items.is_held_by(operation))


def _completed(step: OperationStep, now: str) -> OperationStep:
    if step.status is StepStatus.COMPLETED:
        return step
    return replace(step, status=StepStatus.COMPLETED, started_at=step.started_at or now, completed_at=now, message=None)
