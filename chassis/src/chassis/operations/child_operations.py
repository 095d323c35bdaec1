"""Runs child operations of a parent: a few at a time, each once, until too many have failed."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.table import Select, Table
from chassis.dynamodb.transaction import TransactionCancelled, transact
from chassis.dynamodb.writes import Put, Update, Write
from chassis.operations.command_outbox import CommandOutbox
from chassis.operations.operation import Operation, OperationStatus, ParentOperation
from chassis.operations.operation_items import child_key
from chassis.operations.operation_log import OperationLog
from chassis.operations.step_outcomes import Impossible, WaitForEvent
from chassis.operations.workflow import Children, Run

CHECK_AFTER = timedelta(minutes=2)
_MOST = 1000
_BAD = (OperationStatus.FAILED, OperationStatus.CANCELLED)
type BeginChild = Callable[[str, ParentOperation], Sequence[Write]]


def run_children(
    run: Run[Any, Any], table: Table, children: Children, keys: Sequence[str], begin: BeginChild
) -> dict[str, str]:
    """Run a step that starts one child per key, `children.at_once` at a time; it runs again when a child ends.

    Args:
        run: the run of the parent's step.
        table: the operations table.
        children: how many run at once, and how many may fail.
        keys: one key per child, at most 1,000; the same in every run.
        begin: returns the writes that accept the child of a key; they include its operation with the given parent.

    Returns:
        `done` and `failed`: the number of children with each end.

    Raises:
        WaitForEvent: children are still running.
        Impossible: more than `may_fail` failed, and none is running any more.
    """
    parent_id = run.operation.operation_id
    known = _statuses(table, parent_id)
    failed = sum(status in _BAD for status in known.values())
    running = sum(status == OperationStatus.PENDING for status in known.values())
    free = children.at_once - running if failed <= children.may_fail else 0
    for key in [key for key in keys if key not in known][: max(free, 0)]:
        running += _start(table, parent_id, key, begin)
    done = sum(status == OperationStatus.COMPLETED for status in known.values())
    if running:
        raise WaitForEvent(f"{done} of {len(keys)} done, {failed} failed.", check_after=CHECK_AFTER)
    if failed > children.may_fail:
        message = f"{failed} of {len(keys)} failed. We did not start {len(keys) - len(known)}."
        raise Impossible("TOO_MANY_FAILED", message)
    return {"done": str(done), "failed": str(failed)}


def child_end_writes(
    log: OperationLog, commands: CommandOutbox, child: Operation, status: OperationStatus
) -> list[Write]:
    """Build the writes for the end of a child: its status on the parent's record, and the parent's command."""
    if child.parent is None:
        return []
    key = child_key(child.parent.operation_id, child.parent.child_key)
    ended = Update(log.table.name, key, UpdateExpression(set={"status": status}), Condition(exists=True))
    parent = log.find(child.parent.operation_id)
    wakes = parent is not None and not parent.ended
    return [ended, commands.command_write(parent)] if parent and wakes else [ended]


def _start(table: Table, parent_id: str, key: str, begin: BeginChild) -> bool:
    """Start one child; return whether it exists now, started by this or by another run of the same step."""
    record = child_key(parent_id, key) | {
        "entityType": "CHILD_OPERATION",
        "status": OperationStatus.PENDING,
        "childKey": key,
    }
    parent = ParentOperation(operation_id=parent_id, child_key=key)
    try:
        transact(table.client, [Put(table.name, record), *begin(key, parent)])
    except TransactionCancelled:
        return table.get(child_key(parent_id, key)) is not None
    return True


def _statuses(table: Table, parent_id: str) -> dict[str, str]:
    prefix = child_key(parent_id, "")
    select = Select(("PK", prefix["PK"]), ("SK", prefix["SK"]))
    return {item["childKey"]: item["status"] for item in table.page(select, size=_MOST).items}
