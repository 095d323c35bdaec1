"""Commands that no worker could finish: their operations end FAILED and say whether a retry helps."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.operations.commands import command_of
from chassis.operations.dead_letters import POISON, UNDELIVERABLE, DeadLetters
from chassis.operations.operation import OperationStatus, StepStatus
from chassis.operations.operation_log import Busy
from chassis.runtime.logging import Log
from chassis.testing.log_records import recorded

LEASE = timedelta(seconds=45)


@pytest.fixture
def dead(world, step):
    """Hand a message to the handler of dead letters, for a workflow with two steps; answer what it logs."""
    workflows = world.runner(step("one"), step("two")).workflows

    def hand(body):
        with recorded() as records:
            DeadLetters(workflows, world.end(), Log("test"))(body)
        return [record for record in records if record["message"] != "operation_failed"]

    return hand


def message(operation, **changed):
    return json.dumps(command_of(replace(operation, **changed)).body())


def begun(world, *completed):
    """An operation whose steps with these names are done, and which no worker holds."""
    operation = world.log.claim(world.begin("one", "two"), LEASE)
    for name in completed:
        operation = operation.with_step(replace(operation.step(name), status=StepStatus.COMPLETED))
    return world.log.save(operation, None)


@pytest.mark.parametrize(("completed", "at_fault"), [((), "one"), (("one",), "two")])
def test_the_first_step_that_is_not_done_is_at_fault(world, dead, completed, at_fault):
    operation = begun(world, *completed)

    records = dead(message(operation))

    found = world.log.find(operation.operation_id)
    assert (found.status, found.error) == (OperationStatus.FAILED, replace(UNDELIVERABLE, step=at_fault))
    assert (found.step(at_fault).status, found.step(at_fault).message) == (StepStatus.FAILED, UNDELIVERABLE.message)
    assert [step.name for step in found.steps if step.status is StepStatus.FAILED] == [at_fault]
    assert (world.store.get("thing-1").state, world.ends()) == ("UNDELIVERABLE", ["failed"])
    (record,) = records
    assert (record["message"], record["level"]) == ("dead_letter", "ERROR")
    assert (record["operation_id"], record["code"]) == (operation.operation_id, "UNDELIVERABLE")


def test_after_the_last_step_none_is_at_fault(world, dead):
    operation = begun(world, "one", "two")

    dead(message(operation))

    assert world.log.find(operation.operation_id).error == UNDELIVERABLE


def test_a_command_of_another_service_is_poison(world, dead):
    operation = begun(world)

    (record,) = dead(message(operation, operation_type="OTHER"))

    assert world.log.find(operation.operation_id).error == replace(POISON, step="one")
    assert record["code"] == "POISON"


@pytest.mark.parametrize("body", ["nonsense", json.dumps({"payload": {}})])
def test_what_nobody_can_read_is_only_logged(dead, body):
    (record,) = dead(body)

    assert (record["message"], record["level"], record["code"]) == ("poison_message", "ERROR", "POISON")
    assert record["error"]


def test_what_has_ended_stays_as_it_is(world, dead):
    operation = begun(world)
    dead(message(operation))
    ended = world.log.find(operation.operation_id)

    (record,) = dead(message(operation))

    assert (record["message"], record["operation_id"]) == ("already_ended", operation.operation_id)
    assert (world.log.find(operation.operation_id), world.ends()) == (ended, ["failed"])


def test_a_worker_that_is_at_it_after_all_is_left_alone(world, dead):
    operation = world.log.claim(world.begin("one", "two"), LEASE)

    with pytest.raises(Busy):
        dead(message(operation))

    assert world.log.find(operation.operation_id) == operation
