"""A step that waits: callbacks that come early, late, twice or never, and the deadline."""

from datetime import timedelta

import pytest

from chassis.operations.operation import OperationStatus, StepStatus
from chassis.operations.step_outcomes import TryAgain, WaitForEvent
from chassis.operations.workflow import Retry


class TestWaiting:
    def test_a_callback_ends_the_wait_and_sends_the_command(self, world, step, outside):
        runner, operation_id = world.runner(step("run", outside.look)), world.begin("run")
        runner.run(operation_id)
        assert world.log.find(operation_id).step("run").status is StepStatus.WAITING
        assert world.log.find(operation_id).lease_until is None

        assert world.callbacks.deliver(f"{operation_id}.run", {"conclusion": "success"})

        assert world.commands_sent() == [operation_id]
        runner.run(operation_id)
        assert world.log.find(operation_id).step("run").result == {"answer": "success"}
        assert world.log.find(operation_id).status is OperationStatus.COMPLETED

    def test_of_callbacks_that_come_twice_the_first_counts(self, world, step, outside):
        runner, operation_id = world.runner(step("run", outside.look)), world.begin("run")
        runner.run(operation_id)

        kept = [world.callbacks.deliver(f"{operation_id}.run", {"conclusion": it}) for it in ("success", "failure")]

        runner.run(operation_id)
        assert kept == [True, False]
        assert world.log.find(operation_id).step("run").result == {"answer": "success"}
        assert not world.callbacks.deliver(f"{operation_id}.run", {"conclusion": "late"})
        assert world.ends() == ["done"]

    @pytest.mark.parametrize("key", ["", "op-1b4e28ba-2fa1-4000-8000-000000000000.run", "nonsense", "OP.run", "op-1"])
    def test_a_callback_for_nothing_we_know_is_refused(self, world, key):
        assert not world.callbacks.deliver(key, {})

    def test_a_callback_before_the_wait_is_recorded_is_not_lost(self, world, step, outside):
        runner, operation_id = world.runner(step("run", outside.look)), world.begin("run")
        outside.meanwhile = lambda: world.callbacks.deliver(f"{operation_id}.run", {"conclusion": "success"})

        with pytest.raises(TryAgain):
            runner.run(operation_id)

        runner.run(operation_id)
        assert world.log.find(operation_id).status is OperationStatus.COMPLETED

    def test_a_callback_before_the_step_has_begun_is_not_lost(self, world, step, outside):
        runner, operation_id = world.runner(step("run", outside.look)), world.begin("run")
        world.callbacks.deliver(f"{operation_id}.run", {"conclusion": "early"})

        runner.run(operation_id)

        assert world.log.find(operation_id).step("run").result == {"answer": "early"}

    def test_of_hints_the_newest_counts_and_the_same_one_wakes_once(self, world, step, outside):
        world.runner(step("run", outside.look)).run(operation_id := world.begin("run"))

        def hint(text):
            return world.callbacks.replace(world.log.find(operation_id), "run", {"seen": text})

        assert [hint("one"), hint("one"), hint("two")] == [True, False, True]
        assert world.log.find(operation_id).callbacks == {"run": {"seen": "two"}}
        stale = world.log.find(operation_id)
        hint("three")
        assert not world.callbacks.replace(stale, "run", {"seen": "late"})

    def test_a_lost_callback_only_costs_time(self, world, step, outside):
        runner, operation_id = world.runner(step("run", outside.look)), world.begin("run")
        runner.run(operation_id)
        outside.done = True
        world.clock.advance(minutes=9)
        assert world.due() == []
        world.clock.advance(minutes=1)
        assert world.due() == [operation_id]

        runner.run(operation_id)

        assert world.log.find(operation_id).step("run").result == {"answer": "seen"}

    def test_looks_are_no_attempts(self, world, step, outside):
        runner, operation_id = world.runner(step("run", outside.look, retry=Retry(attempts=2))), world.begin("run")
        for _ in range(9):
            runner.run(operation_id)
            world.clock.advance(minutes=10)

        assert outside.looks == 9
        assert world.log.find(operation_id).step("run").attempts == 1

    def test_a_callback_that_ends_no_wait_is_no_reason_to_look_at_once(self, world, step):
        def look(_):
            raise WaitForEvent("Not yet.")

        runner, operation_id = world.runner(step("run", look)), world.begin("run")
        world.callbacks.deliver(f"{operation_id}.run", {"conclusion": "unknown"})

        runner.run(operation_id)

        assert world.log.find(operation_id).step("run").status is StepStatus.WAITING

    def test_a_wait_that_begins_past_the_deadline_ends_at_once(self, world, step, outside):
        """A release put a step before the one that waits."""
        operation_id = world.begin("run", deadline=timedelta(minutes=15))
        world.runner(step("run", outside.look)).run(operation_id)

        def late(_):
            world.clock.advance(minutes=20)
            raise WaitForEvent("Too late.")

        world.runner(step("before", late), step("run", outside.look)).run(operation_id)

        error = world.log.find(operation_id).error
        assert (error.code, error.step) == ("DEADLINE_PASSED", "before")

    def test_the_deadline_ends_a_wait(self, world, step, outside):
        runner, operation_id = (
            world.runner(step("run", outside.look)),
            world.begin("run", deadline=timedelta(minutes=15)),
        )
        runner.run(operation_id)
        world.clock.advance(minutes=10)
        runner.run(operation_id)
        world.clock.advance(minutes=5)
        assert world.due() == [operation_id]

        runner.run(operation_id)

        error = world.log.find(operation_id).error
        assert (error.code, error.step, outside.looks) == ("DEADLINE_PASSED", "run", 2)
