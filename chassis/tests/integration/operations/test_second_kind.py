"""A new kind of slow work is one file: accepted, carried out, retried, cancelled, undone by what is there."""

import importlib.util
import json
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chassis.access.caller import Role
from chassis.dynamodb.table import Select
from chassis.dynamodb.transaction import TransactionCancelled, transact
from chassis.dynamodb.writes import Put
from chassis.errors import InvalidTransition
from chassis.http.idempotency import IdempotentWriter
from chassis.http.idempotency_key import IdempotencyKey
from chassis.http.request_context import RequestContext
from chassis.messaging.envelopes import MalformedMessage
from chassis.operations.commands import command_of
from chassis.operations.operation import OperationStatus, ParentOperation, StepStatus
from chassis.operations.operation_service import NotUndoable, OperationService, ResourceBusy, WorkRequest
from chassis.operations.workflow_consumer import WorkflowConsumer
from chassis.operations.workflow_end import WorkflowEnd
from chassis.operations.workflow_runner import WorkflowRunner
from chassis.operations.workflows import UnknownWorkflow, Workflows
from chassis.runtime.clock import from_iso
from chassis.runtime.logging import Log
from chassis.testing import caller

TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"
CONTEXT = RequestContext("switch_off", caller(Role.PLATFORM_ADMIN), "trace-1")
FOLLOWED = "Somebody changed this again since then. Undo the last completed operation first."


@pytest.fixture
def kind():
    """The one file that is added."""
    spec = importlib.util.spec_from_file_location("second_kind", Path(__file__).with_name("second_kind.py"))
    module = sys.modules["second_kind"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["second_kind"]


class Work:
    """What the steps and messages of the kind are given."""

    def __init__(self, table: str) -> None:
        self.table, self.lamps, self.broken = table, {"thing-1": "on"}, False


class Lights:
    """A service with the second kind, from its API to its consumer."""

    def __init__(self, world, kind) -> None:
        self.world, self.work = world, Work(world.table.name)
        idempotency = IdempotentWriter(world.table, world.clock)
        self.service = OperationService(kind.WORKFLOWS, world.log, world.store, self.work, world.commands, idempotency)
        end = WorkflowEnd(world.log, world.store, self.work, world.slots, Log("test"))
        runner = WorkflowRunner(kind.WORKFLOWS, "LIGHT_QUEUE", end, world.slots, clock=world.clock, logger=Log("test"))
        self.consumer = WorkflowConsumer(runner)
        world.begin("nothing")
        self.first = self.thing().operation_id
        transact(world.table.client, [world.log.complete_write(world.log.claim(self.first, kind.SWITCH_OFF.deadline))])

    def thing(self):
        return self.world.store.get("thing-1")

    def start(self, operation_type="SWITCH_OFF", context=CONTEXT, before=None, **more):
        request = WorkRequest(
            operation_type=operation_type,
            tenant_id=TENANT,
            resource_id="thing-1",
            resource_href="/things/thing-1",
            inputs={"was": "on"},
            **more,
        )
        before = before or self.thing()
        _, operation = self.service.start(context, request, before, {}, {}, previous=before.operation_id)
        return operation

    def consume(self, operation):
        self.consumer(json.dumps(command_of(operation).body() | {"timestamp": "now"}))

    def find(self, operation):
        return self.world.log.find(operation.operation_id)

    def notes(self, operation):
        items = self.world.table.page(Select(("PK", "NOTES"), ("SK", operation.operation_id)), size=20).items
        return sorted(item["SK"].split("#")[1] for item in items)


@pytest.fixture
def lights(world, kind):
    return Lights(world, kind)


class TestFromAcceptToEnd:
    def test_is_accepted_in_one_transaction_and_carried_out_by_the_consumer(self, lights):
        operation = lights.start()
        assert (lights.thing().state, lights.thing().operation_id) == ("SWITCHING", operation.operation_id)
        assert (operation.queue, lights.world.commands_sent()) == ("LIGHT_QUEUE", [operation.operation_id])
        assert (operation.tenant_id, operation.resource_type, operation.resource_id) == (TENANT, "THING", "thing-1")
        assert (operation.resource_href, operation.inputs) == ("/things/thing-1", {"was": "on"})
        assert (operation.created_by, operation.correlation_id) == (CONTEXT.caller.email, "trace-1")
        assert from_iso(operation.deadline) - from_iso(operation.created_at) == timedelta(minutes=10)
        assert [step.name for step in operation.steps] == ["switch_off", "check", "tell"]

        lights.consume(operation)

        assert (lights.thing().state, lights.work.lamps) == ("OFF", {"thing-1": "off"})
        assert lights.find(operation).status is OperationStatus.COMPLETED
        assert lights.notes(operation) == ["start", "success"]

    def test_work_on_what_it_creates_is_accepted_with_it(self, lights):
        request = WorkRequest(operation_type="SWITCH_OFF", tenant_id=TENANT, resource_id="thing-2", resource_href="/2")
        parent = ParentOperation(operation_id=lights.first, child_key="thing-2")
        operation = lights.service.begin(CONTEXT, replace(request, parent=parent))
        made = replace(lights.thing(), operation_id=operation.operation_id, resource_id="thing-2", version=7)
        guard = Put(lights.work.table, {"PK": "GUARD", "SK": "GUARD"})
        key = IdempotencyKey("user-1", "switch_off", "k", "hash")

        lights.service.accept(replace(CONTEXT, idempotency=key), operation, made, {"guard": guard}, {"thingId": "2"})

        table = lights.world.table
        assert (lights.find(operation), operation.parent) == (operation, parent)
        assert table.get({"PK": "GUARD", "SK": "GUARD"})
        assert table.get({"PK": "NOTES", "SK": f"{operation.operation_id}#start#7"})
        assert lights.world.commands_sent() == [operation.operation_id]
        record = table.get({"PK": f"TENANT#{TENANT}", "SK": key.sort_key})
        assert record["result"] == {"thingId": "2", "operationId": operation.operation_id}

    def test_a_resource_that_needs_no_write_gets_none(self, lights):
        before = lights.thing()
        lights.world.store.update_write = lambda *_: None
        operation = lights.start()
        lights.world.store.find = lambda _: before

        lights.consume(operation)

        assert (lights.thing(), lights.find(operation).status) == (before, OperationStatus.COMPLETED)

    @pytest.mark.parametrize("expired", [True, False])
    def test_a_retry_of_what_was_cancelled_or_is_no_longer_kept_begins_anew(self, lights, expired):
        operation = lights.start()
        lights.service.cancel(CONTEXT, operation, lights.thing(), {})
        request = WorkRequest(operation_type="SWITCH_OFF", tenant_id=TENANT, resource_id="thing-1", resource_href="/1")
        cancelled = None if expired else lights.find(operation)

        _, again = lights.service.retry(CONTEXT, cancelled, request, lights.thing(), {}, {})

        assert again.operation_id != operation.operation_id
        assert (lights.find(again), again.created_by) == (again, CONTEXT.caller.email)
        assert lights.thing().operation_id == again.operation_id

    @pytest.mark.parametrize(("restart", "kept"), [(True, StepStatus.PENDING), (False, StepStatus.COMPLETED)])
    def test_a_retry_begins_where_the_workflow_says(self, lights, kind, restart, kept):
        kind.SWITCH_OFF = replace(
            kind.SWITCH_OFF,
            restart_on_retry=restart,
            steps=[replace(step, compensate=None) for step in kind.SWITCH_OFF.steps],
        )
        lights.work.broken = True
        operation = lights.start()
        lights.consume(operation)
        request = WorkRequest(operation_type="SWITCH_OFF", tenant_id=TENANT, resource_id="thing-1", resource_href="/1")

        _, again = lights.service.retry(CONTEXT, lights.find(operation), request, lights.thing(), {}, {})

        assert again.step("switch_off").status is kept

    def test_a_failure_takes_back_and_a_retry_goes_on(self, lights):
        lights.work.broken = True
        operation = lights.start()
        lights.consume(operation)
        failed = lights.find(operation)
        assert (failed.status, failed.error.step, lights.work.lamps) == (
            OperationStatus.FAILED,
            "check",
            {"thing-1": "on"},
        )
        assert lights.thing().state == "BROKEN"

        lights.work.broken = False
        request = WorkRequest(
            operation_type="SWITCH_OFF", tenant_id=TENANT, resource_id="thing-1", resource_href="/things/thing-1"
        )
        _, again = lights.service.retry(CONTEXT, failed, request, lights.thing(), {}, {})
        lights.consume(again)

        assert (again.operation_id, lights.thing().state) == (operation.operation_id, "OFF")
        assert lights.notes(operation) == ["failure", "start", "start", "success"]

    def test_a_retry_of_what_has_not_failed_is_refused(self, lights):
        operation = lights.start()
        request = WorkRequest(
            operation_type="SWITCH_OFF", tenant_id=TENANT, resource_id="thing-1", resource_href="/things/thing-1"
        )
        with pytest.raises(TransactionCancelled) as cancelled:
            lights.service.retry(CONTEXT, operation, request, lights.thing(), {}, {})
        assert "operation" in cancelled.value.failed

    def test_a_queue_refuses_the_kinds_of_another(self, lights):
        operation = replace(lights.start(), operation_type="OTHER")

        with pytest.raises(MalformedMessage, match=r"^queue LIGHT_QUEUE does not carry out OTHER_REQUEST$"):
            lights.consume(operation)

        assert lights.find(operation).status is OperationStatus.PENDING

    def test_a_message_that_names_another_kind_than_its_operation_is_refused(self, lights, kind):
        operation = lights.start()
        lights.consumer.runner.workflows = Workflows({"LIGHT_QUEUE": {"SWITCH_ON": "second_kind.SWITCH_ON"}})

        with pytest.raises(MalformedMessage):
            lights.consume(replace(operation, operation_type="SWITCH_ON"))

    def test_only_one_operation_works_on_a_resource(self, lights):
        lights.start()

        with pytest.raises(ResourceBusy) as busy:
            lights.start("SWITCH_ON")

        words = "Another operation is still changing this. Wait until it ends, then send the request again."
        assert busy.value.detail == words


class TestCancel:
    def test_before_a_step_has_made_anything_it_ends_at_once(self, lights):
        operation = lights.start()

        after = lights.service.cancel(CONTEXT, operation, lights.thing(), {})

        assert after.state == "CANCELLED"
        assert lights.find(operation).status is OperationStatus.CANCELLED
        lights.consume(operation)
        assert (lights.work.lamps, lights.notes(operation)) == ({"thing-1": "on"}, ["cancel", "start"])

    def test_one_that_was_counted_gives_its_slot_back_and_has_the_next_woken(self, lights, kind):
        operation = lights.start()
        held = lights.world.log.claim(operation.operation_id, kind.SWITCH_OFF.deadline)
        counted = lights.world.slots.take(held, 1)

        lights.service.cancel(CONTEXT, counted, lights.thing(), {})

        slots = lights.world.table.get({"PK": "TENANT#1b4e28ba2fa1", "SK": "SLOTS#LIGHT_QUEUE"})
        assert slots["running"] == 0
        assert lights.world.commands_sent() == [operation.operation_id] * 2

    def test_what_was_made_is_taken_back_by_the_consumer(self, lights, kind):
        operation = lights.start()
        held = lights.world.log.claim(operation.operation_id, kind.SWITCH_OFF.deadline)
        lights.work.lamps["thing-1"] = "off"
        begun = replace(held.step("switch_off"), status=StepStatus.RUNNING, attempts=1)
        held = lights.world.log.save(held.with_step(begun), None)

        lights.service.cancel(CONTEXT, lights.find(operation), lights.thing(), {})
        assert lights.find(operation).fence == held.fence + 1
        lights.consume(operation)

        assert (lights.work.lamps, lights.thing().state) == ({"thing-1": "on"}, "CANCELLED")
        found = lights.find(operation)
        assert (found.status, found.error) == (OperationStatus.CANCELLED, None)
        assert lights.notes(operation) == ["cancel", "start"]

    def test_past_the_point_of_no_return_it_is_refused(self, lights, kind):
        operation = lights.start()
        held = lights.world.log.claim(operation.operation_id, kind.SWITCH_OFF.deadline)
        told = replace(held.step("tell"), status=StepStatus.RUNNING, attempts=1)
        lights.world.log.save(held.with_step(told), None)

        with pytest.raises(InvalidTransition):
            lights.service.cancel(CONTEXT, lights.find(operation), lights.thing(), {})

    def test_what_has_ended_cannot_be_cancelled(self, lights):
        operation = lights.start()
        lights.consume(operation)

        with pytest.raises(InvalidTransition):
            lights.service.cancel(CONTEXT, lights.find(operation), lights.thing(), {})


class TestUndo:
    def undo(self, lights, done, last=None):
        last = last or lights.thing().operation_id
        return lights.service.undo(CONTEXT, done, lights.thing(), {}, {}, last=last)[1]

    def test_runs_the_inverse_with_what_the_operation_recorded(self, lights):
        operation = lights.start()
        lights.consume(operation)

        inverse = self.undo(lights, lights.find(operation))
        assert (inverse.operation_type, inverse.undoes) == ("SWITCH_ON", operation.operation_id)
        assert inverse.inputs == {"as": "on"}
        lights.consume(inverse)

        assert (lights.thing().state, lights.work.lamps) == ("ON", {"thing-1": "on"})

    def test_works_on_the_same_type_of_resource(self, lights):
        operation = lights.start(resource_type="LAMP")
        lights.consume(operation)

        assert self.undo(lights, lights.find(operation)).resource_type == "LAMP"

    def test_of_what_has_not_completed_is_refused(self, lights):
        with pytest.raises(NotUndoable) as refused:
            self.undo(lights, lights.start())

        assert refused.value.detail == FOLLOWED

    def test_of_what_is_no_longer_the_last_is_refused(self, lights):
        first = lights.start()
        lights.consume(first)
        second = lights.start()
        lights.consume(second)

        with pytest.raises(NotUndoable) as refused:
            self.undo(lights, lights.find(first))

        assert refused.value.detail == FOLLOWED

    def test_while_another_one_works_is_refused(self, lights):
        first = lights.start()
        lights.consume(first)
        done, before = lights.find(first), lights.thing()
        lights.start()

        with pytest.raises(TransactionCancelled):
            lights.service.undo(CONTEXT, done, before, {}, {}, last=done.operation_id)

    def test_of_a_kind_without_inverse_is_refused(self, lights):
        operation = lights.start("SWITCH_ON")
        lights.consume(operation)

        with pytest.raises(NotUndoable) as refused:
            self.undo(lights, lights.find(operation))

        assert refused.value.detail == "We cannot undo this kind of work. Make the opposite change yourself."


class TestRegistry:
    def test_loads_a_declaration_at_its_first_use(self, kind):
        found = Workflows({"A": {"X": "second_kind.SWITCH_OFF"}, "B": {"Y": "no.such.module"}})

        assert found.types == ("X", "Y")
        assert found.get("X", "A") is kind.SWITCH_OFF
        assert (found.queue_of("Y"), found.commands) == ("B", {"X_REQUEST", "Y_REQUEST"})

    @pytest.mark.parametrize(
        ("ask", "unknown"),
        [
            (lambda it: it.get("Y", "A"), "Y"),
            (lambda it: it.get("Z"), "Z"),
            (lambda it: it.get("X", "C"), "X"),
            (lambda it: it.queue_of("Z"), "Z"),
            (lambda it: it.check_command("X_REQUEST", "B"), "X_REQUEST"),
            (lambda it: it.check_command("X_REQUEST", "C"), "X_REQUEST"),
        ],
    )
    def test_a_queue_knows_its_own_kinds_only(self, ask, unknown):
        with pytest.raises(UnknownWorkflow, match=f"^{unknown}$"):
            ask(Workflows({"A": {"X": "a.B"}, "B": {"Y": "b.C"}}))
