"""Operations as items: the keys that other releases and the reconciler look under."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chassis.operations import operation_items as items
from chassis.operations.operation import Operation, OperationStatus, OperationStep, StepStatus
from chassis.runtime.clock import iso

OPERATION_ID = "op-1b4e28ba2fa1-0016d3cc-4427-4d2e-883f-0016d3cca42b"
NOW = datetime(2026, 2, 21, 8, tzinfo=UTC)
OPERATION = Operation(
    operation_id=OPERATION_ID,
    tenant_id="tenant-1",
    operation_type="SITE_CREATION",
    status=OperationStatus.PENDING,
    resource_type="SITE",
    resource_id="site-1",
    resource_href="/v1.0/sites/site-1",
    steps=(OperationStep(name="create_site", title="Create it"), OperationStep(name="tell", title="Tell")),
    created_at="2026-02-21T08:00:00.000Z",
    created_by="a@example.com",
    correlation_id="trace-1",
    deadline="2026-02-21T08:30:00.000Z",
)
DUE = {"ACTIVE": f"ACTIVE#{0xB % 8}", "ACTIVE_AT": "2026-02-21T08:00:00.000Z"}
LISTED = {"GSI2PK": "TENANT#tenant-1#STATUS#PENDING"}
UNSET = ("startedAt", "completedAt", "error", "leaseUntil", "tenantSlot", "deferredAt")


def put(operation: Operation) -> dict:
    steps = items.open_item(operation, NOW)["steps"]
    return {"status": operation.status, "steps": steps, "deadline": operation.deadline} | LISTED


def with_step(status: StepStatus, retry_at: str | None) -> Operation:
    return OPERATION.with_step(replace(OPERATION.steps[0], status=status, retry_at=retry_at))


def test_every_key_begins_with_the_tenant():
    assert items.tenant_partition(OPERATION_ID) == "TENANT#1b4e28ba2fa1"
    assert items.operation_key(OPERATION_ID) == {"PK": "TENANT#1b4e28ba2fa1", "SK": f"OPERATION#{OPERATION_ID}"}
    assert items.child_key(OPERATION_ID, "a") == {"PK": "TENANT#1b4e28ba2fa1", "SK": f"CHILD#{OPERATION_ID}#a"}
    assert items.status_partition("tenant-1", "FAILED") == "TENANT#tenant-1#STATUS#FAILED"
    assert items.shard(3) == "ACTIVE#3"


def test_a_new_operation_is_listed_due_and_kept_for_90_days():
    listed = f"{OPERATION.created_at}#{OPERATION_ID}"
    item = items.open_item(OPERATION, NOW)

    assert item["entityType"] == "OPERATION"
    assert (item["PK"], item["SK"]) == tuple(items.operation_key(OPERATION_ID).values())
    assert (item["GSI1PK"], item["GSI1SK"], item["GSI2SK"]) == ("TENANT#tenant-1", listed, listed)
    assert item["GSI2PK"] == LISTED["GSI2PK"]
    assert item["expiresAtEpoch"] == int((NOW + timedelta(days=90)).timestamp())
    assert (item["ACTIVE"], item["ACTIVE_AT"]) == (DUE["ACTIVE"], iso(NOW + timedelta(seconds=90)))
    assert (item["operationId"], item["createdBy"]) == (OPERATION_ID, "a@example.com")


def test_progress_moves_what_a_worker_moves_and_leaves_the_open_index_alone():
    change = items.progress_change(OPERATION)

    assert change.set == put(OPERATION)
    assert sorted(change.remove) == sorted(UNSET)


def test_what_a_worker_lets_go_of_is_due_again():
    change = items.due_change(OPERATION, NOW)

    assert change.set == put(OPERATION) | DUE
    assert sorted(change.remove) == sorted(UNSET)


def test_what_has_ended_leaves_the_open_index():
    change = items.end_change(OPERATION)

    assert change.set == put(OPERATION)
    assert sorted(change.remove) == sorted((*UNSET, "ACTIVE", "ACTIVE_AT"))


@pytest.mark.parametrize(
    ("status", "retry_at", "look"),
    [
        (StepStatus.PENDING, None, "2026-02-21T08:01:30.000Z"),
        (StepStatus.WAITING, "2026-02-21T08:10:00.000Z", "2026-02-21T08:10:00.000Z"),
        (StepStatus.RETRYING, "2026-02-21T08:10:00.000Z", "2026-02-21T08:11:30.000Z"),
        (StepStatus.RETRYING, "2026-02-21T07:00:00.000Z", "2026-02-21T08:01:30.000Z"),
    ],
)
def test_somebody_looks_when_a_wait_is_over_or_a_message_got_lost(status, retry_at, look):
    assert iso(items.next_look(with_step(status, retry_at), NOW)) == look


def test_only_the_newest_worker_of_an_open_operation_may_write():
    held, free = items.is_held_by(replace(OPERATION, fence=3)), items.is_open()

    assert (held.exists, held.equals, held.is_in) == (True, {"fence": 3}, {"status": ["IN_PROGRESS", "PENDING"]})
    assert (free.exists, free.equals, free.is_in) == (True, {}, {"status": ["IN_PROGRESS", "PENDING"]})


def test_a_reopened_operation_keeps_what_is_done_unless_it_begins_anew():
    done = replace(OPERATION.steps[0], status=StepStatus.COMPLETED, result={"a": "b"})
    failed = replace(OPERATION.steps[1], status=StepStatus.FAILED, attempts=3, message="No.")
    over = replace(
        OPERATION, steps=(done, failed), status=OperationStatus.FAILED, completed_at="x", callbacks={"a": {}}
    )

    assert over.reopen() == replace(OPERATION, steps=(done, OPERATION.steps[1]), callbacks={})
    assert over.reopen(from_start=True) == replace(OPERATION, callbacks={})
