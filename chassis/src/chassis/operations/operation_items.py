"""Operations as items: keys, index keys, and the changes and conditions of their writes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.items import to_item
from chassis.operations.operation import OPEN, Operation, StepStatus
from chassis.runtime.clock import from_iso, iso
from chassis.runtime.ids import slug_of

KEPT = timedelta(days=90)
SILENCE = timedelta(seconds=90)
"""Longer than a lease: how long work may give no sign of life before the reconciler sends its command again."""
SHARDS = 8
"""Partitions of the index of open operations, so that no partition takes the writes of the whole platform."""
DUE = "ACTIVE_AT"
_MOVING = (
    *("status", "steps", "startedAt", "completedAt", "error", "leaseUntil", "deadline"),
    *("tenantSlot", "deferredAt"),
)


def operation_key(operation_id: str) -> dict[str, str]:
    """PK and SK; the id carries its tenant's slug, so that the key begins with the tenant (ADR 0006)."""
    return {"PK": tenant_partition(operation_id), "SK": f"OPERATION#{operation_id}"}


def tenant_partition(operation_id: str) -> str:
    """PK of everything that belongs to the operation's tenant."""
    return f"TENANT#{slug_of(operation_id)}"


def child_key(parent_id: str, key: str) -> dict[str, str]:
    """Where a parent keeps how one child goes: one item per child, so that no item grows with the tree."""
    parent = operation_key(parent_id)
    return {"PK": parent["PK"], "SK": f"CHILD#{parent_id}#{key}"}


def shard(number: int) -> str:
    """A partition of the index of open operations."""
    return f"ACTIVE#{number}"


def status_partition(tenant_id: str, status: str) -> str:
    """GSI2PK: a tenant's operations of one status, by time."""
    return f"TENANT#{tenant_id}#STATUS#{status}"


def open_item(operation: Operation, now: datetime) -> Item:
    """A new operation."""
    listed = f"{operation.created_at}#{operation.operation_id}"
    return (
        operation_key(operation.operation_id)
        | to_item(operation)
        | {
            "entityType": "OPERATION",
            "GSI1PK": f"TENANT#{operation.tenant_id}",
            "GSI1SK": listed,
            "GSI2SK": listed,
            "expiresAtEpoch": int((now + KEPT).timestamp()),
        }
        | _listed(operation)
        | due_at(operation.operation_id, now + SILENCE)
    )


def due_at(operation_id: str, moment: datetime) -> dict[str, str]:
    """The sparse index of open operations: when the reconciler must look at this one."""
    return {"ACTIVE": shard(int(operation_id[-1], 16) % SHARDS), DUE: iso(moment)}


def progress_change(operation: Operation) -> UpdateExpression:
    """All that its worker may have moved; the index of open operations is left alone, it moves at claim and wait."""
    found = to_item(operation)
    put = {name: found[name] for name in _MOVING if name in found} | _listed(operation)
    return UpdateExpression(set=put, remove=[name for name in _MOVING if name not in found])


def end_change(operation: Operation) -> UpdateExpression:
    """The same at its end, when it leaves the index of open operations."""
    moved = progress_change(operation)
    return UpdateExpression(set=moved.set, remove=(*moved.remove, "ACTIVE", DUE))


def due_change(operation: Operation, moment: datetime) -> UpdateExpression:
    """The same when its worker lets go of it; `moment` is when the reconciler must look at it."""
    moved = progress_change(operation)
    return UpdateExpression(set={**moved.set, **due_at(operation.operation_id, moment)}, remove=moved.remove)


def next_look(operation: Operation, now: datetime) -> datetime:
    """Condition somebody must look at an operation that no worker holds: its wait is over, or its message got lost."""
    waits = {step.status: step.retry_at for step in operation.steps if step.retry_at}
    if moment := waits.get(StepStatus.WAITING):
        return from_iso(moment)
    retry = waits.get(StepStatus.RETRYING)
    return max(now, from_iso(retry) if retry else now) + SILENCE


def is_held_by(operation: Operation) -> Condition:
    """The operation is open, and its worker still the newest."""
    return is_open(equals={"fence": operation.fence})


def is_open(*, equals: Mapping[str, Any] | None = None) -> Condition:
    """The operation has not ended."""
    return Condition(exists=True, equals=equals or {}, is_in={"status": sorted(OPEN)})


def _listed(operation: Operation) -> dict[str, str]:
    return {"GSI2PK": status_partition(operation.tenant_id, operation.status)}
