"""How many operations of a queue one tenant has at work: counted at start, given back at the end."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.items import from_item
from chassis.dynamodb.table import Select
from chassis.dynamodb.transaction import TransactionCancelled, transact
from chassis.dynamodb.writes import Update
from chassis.operations.operation import Operation, OperationStatus
from chassis.operations.operation_items import (
    due_change,
    is_held_by,
    next_look,
    operation_key,
    status_partition,
    tenant_partition,
)
from chassis.operations.operation_log import LostLease, OperationLog
from chassis.runtime.clock import iso

if TYPE_CHECKING:
    from chassis.operations.command_outbox import CommandOutbox

_LOOKED_AT = 25
"""Pending operations of a tenant that are looked at to find the next one; the oldest come first."""


class TenantSlots:
    """A counter per tenant and queue, which moves in the same transactions as the operations that it counts."""

    def __init__(self, log: OperationLog, commands: "CommandOutbox") -> None:
        self.log, self.table, self.commands = log, log.table, commands

    def take(self, operation: Operation, limit: int) -> Operation | None:
        """The operation counted among those at work; None when its tenant has `limit` at work already.

        Raises:
            LostLease: another worker has taken over.
        """
        mine = UpdateExpression(set={"tenantSlot": True}, remove=("deferredAt",))
        taken = Update(self.table.name, operation_key(operation.operation_id), mine, is_held_by(operation))
        room = Condition(absent_or_less_than={"running": limit})
        counted = Update(self.table.name, _counter(operation), UpdateExpression(add={"running": 1}), room)
        try:
            transact(self.table.client, {"operation": taken, "counter": counted})
        except TransactionCancelled as cancelled:
            if "operation" in cancelled.failed:
                raise LostLease(operation.operation_id) from None
            return None
        return replace(operation, tenant_slot=True, deferred_at=None)

    def defer(self, operation: Operation) -> None:
        """Put the operation back until another one of its tenant ends; the reconciler looks at it in any case.

        Raises:
            LostLease: another worker has taken over.
        """
        now = self.log.clock()
        back = replace(operation, status=OperationStatus.PENDING, lease_until=None, deferred_at=iso(now))
        change = due_change(back, next_look(back, now))
        update = Update(self.table.name, operation_key(back.operation_id), change, is_held_by(operation))
        try:
            transact(self.table.client, [update])
        except TransactionCancelled:
            raise LostLease(operation.operation_id) from None

    def wake_next(self, ended: Operation) -> None:
        """Send the command of the tenant's oldest deferred operation on the same queue; each is woken once."""
        for waiting in self._deferred(ended):
            woken = Update(
                self.table.name,
                operation_key(waiting.operation_id),
                UpdateExpression(remove=("deferredAt",)),
                Condition(exists=True, equals={"deferredAt": waiting.deferred_at}),
            )
            try:
                transact(self.table.client, [woken, self.commands.command_write(waiting)])
            except TransactionCancelled:
                continue  # another end has woken it
            return

    def _deferred(self, ended: Operation) -> list[Operation]:
        partition = status_partition(ended.tenant_id, OperationStatus.PENDING)
        listed = self.table.page(Select(("GSI2PK", partition), index="GSI2"), size=_LOOKED_AT).items
        if not listed:
            return []
        found = self.table.get_many([{"PK": item["PK"], "SK": item["SK"]} for item in listed])
        pending = [from_item(Operation, item) for item in found]
        waiting = [one for one in pending if one.deferred_at and one.queue == ended.queue]
        return sorted(waiting, key=lambda one: one.created_at)


def free_slot_writes(log: OperationLog, operation: Operation) -> list[Update]:
    """The write that gives the slot back, for the transaction that ends the operation or lets it wait."""
    if not operation.tenant_slot:
        return []
    return [Update(log.table.name, _counter(operation), UpdateExpression(add={"running": -1}))]


def _counter(operation: Operation) -> dict[str, str]:
    return {"PK": tenant_partition(operation.operation_id), "SK": f"SLOTS#{operation.queue}"}
