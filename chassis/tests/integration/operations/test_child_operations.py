"""A step that starts child operations and ends when they have ended."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from chassis.dynamodb.conditions import Condition
from chassis.dynamodb.writes import Check
from chassis.operations.child_operations import run_children
from chassis.operations.operation import OperationStatus, ParentOperation
from chassis.operations.operation_items import child_key
from chassis.operations.step_outcomes import Impossible, WaitForEvent
from chassis.operations.workflow import Children


def never(_):
    raise Impossible("NEVER", "It cannot be.")


class TestChildren:
    """Bulk work and campaigns."""

    @pytest.fixture
    def tree(self, world, step):
        begun = {}

        def begin(key, parent: ParentOperation):
            child = world.log.find(world.begin("one", resource_id=f"child-{key}", parent=parent))
            begun[key] = child
            return []

        def make(at_once=3, may_fail=1, count=10):
            keys = [f"site-{number}" for number in range(count)]
            plan = Children(at_once=at_once, may_fail=may_fail)
            runner = world.runner(step("all", lambda run: run_children(run, world.table, plan, keys, begin)))
            return runner, world.begin("all"), begun

        return make

    def finish(self, world, step, child, fails=False):
        world.runner(step("one", never if fails else lambda _: None)).run(child.operation_id)

    def test_never_more_at_once_than_allowed_and_each_once(self, world, step, tree):
        runner, parent, begun = tree()
        runner.run(parent)
        runner.run(parent)  # a doubled message starts nothing more
        assert sorted(begun) == ["site-0", "site-1", "site-2"]
        assert world.log.find(parent).message == "0 of 10 done, 0 failed."

        for number in range(10):
            self.finish(world, step, begun[f"site-{number}"])
            runner.run(parent)

        assert world.log.find(parent).step("all").result == {"done": "10", "failed": "0"}
        assert world.log.find(parent).status is OperationStatus.COMPLETED

    def test_the_end_of_a_child_wakes_its_parent(self, world, step, tree):
        runner, parent, begun = tree()
        runner.run(parent)

        self.finish(world, step, begun["site-0"])

        assert world.commands_sent() == [parent]

    def test_a_partial_failure_within_the_limit_goes_on(self, world, step, tree):
        runner, parent, begun = tree(count=4)
        runner.run(parent)
        for number in range(4):
            self.finish(world, step, begun[f"site-{number}"], fails=number == 0)  # the fourth starts after it
            runner.run(parent)

        assert world.log.find(parent).step("all").result == {"done": "3", "failed": "1"}

    def test_beyond_the_limit_none_starts_and_the_parent_waits_for_those_at_work(self, world, step, tree):
        runner, parent, begun = tree()
        runner.run(parent)
        for number in range(2):
            self.finish(world, step, begun[f"site-{number}"], fails=True)
        runner.run(parent)
        assert (len(begun), world.log.find(parent).status) == (3, OperationStatus.IN_PROGRESS)

        self.finish(world, step, begun["site-2"])
        runner.run(parent)

        found = world.log.find(parent).error
        assert (found.code, found.message) == ("TOO_MANY_FAILED", "2 of 10 failed. We did not start 7.")


class TestStart:
    """How one child starts, and what another run of the same step may have done meanwhile."""

    @pytest.fixture
    def start(self, world):
        run = SimpleNamespace(operation=world.log.find(world.begin("all")))
        plan = Children(at_once=1, may_fail=0)
        return lambda begin: run_children(run, world.table, plan, ["a"], lambda _, parent: begin(parent))

    def test_a_child_is_recorded_under_its_parent(self, world, start):
        parents = []

        with pytest.raises(WaitForEvent, match=r"^0 of 1 done, 0 failed\.$") as wait:
            start(lambda parent: parents.append(parent) or [])

        (parent,) = parents
        key = child_key(parent.operation_id, "a")
        record = {"entityType": "CHILD_OPERATION", "status": "PENDING", "childKey": "a"}
        assert (parent.child_key, world.table.get(key)) == ("a", key | record)
        assert wait.value.check_after == timedelta(minutes=2)

    def test_one_that_another_run_has_started_is_at_work(self, world, start):
        def begun_meanwhile(parent):
            world.table.put(child_key(parent.operation_id, "a") | {"status": "PENDING", "childKey": "a"})
            return []

        with pytest.raises(WaitForEvent):
            start(begun_meanwhile)

    def test_one_that_could_not_start_is_not_waited_for(self, world, start):
        check = Check(world.table.name, {"PK": "NOBODY", "SK": "NOBODY"}, Condition(exists=True))

        assert start(lambda _: [check]) == {"done": "0", "failed": "0"}
