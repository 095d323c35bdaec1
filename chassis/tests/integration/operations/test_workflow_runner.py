"""What can go wrong with slow work, each by a test: waits, callbacks, cancels, releases, limits, children."""

import json
from datetime import timedelta

import pytest

from chassis.dynamodb.conditions import UpdateExpression
from chassis.dynamodb.transaction import transact
from chassis.operations import workflow_run
from chassis.operations.child_operations import run_children
from chassis.operations.dead_letters import UNDELIVERABLE
from chassis.operations.operation import OperationStatus, ParentOperation, StepStatus
from chassis.operations.operation_items import operation_key
from chassis.operations.operation_log import Busy, LostLease, OperationLog
from chassis.operations.step_outcomes import Impossible, Retryable, TryAgain, WaitForEvent
from chassis.operations.tenant_slots import free_slot_writes
from chassis.operations.workflow import Children, Retry
from chassis.testing import FrozenClock
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at

LEASE = timedelta(seconds=45)


class Outside:
    """A run on GitHub, a DNS answer, an ECS service: done or not yet."""

    def __init__(self) -> None:
        self.done, self.looks, self.meanwhile = False, 0, None

    def look(self, run):
        self.looks += 1
        found = self.done or run.callback is not None
        if self.meanwhile:
            self.meanwhile()
            self.meanwhile = None
        if not found:
            raise WaitForEvent("The run is at work.", check_after=timedelta(minutes=10))
        return {"answer": (run.callback or {}).get("conclusion", "seen")}


@pytest.fixture
def outside():
    return Outside()


@pytest.fixture
def away():
    def run(_):
        raise Retryable("Away.", cause="test")

    return run


def never(_):
    raise Impossible("NEVER", "It cannot be.")


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


class TestReleases:
    """An operation that the last release began goes on in this one."""

    def stopped_at(self, world, step, away, *names):
        """An operation whose first steps are done, and whose last one was put off."""
        operation_id = world.begin(*names)
        done = [step(name, lambda _, name=name: {"by": name}) for name in names[:-1]]
        with pytest.raises(TryAgain):
            world.runner(*done, step(names[-1], away)).run(operation_id)
        return operation_id

    def test_an_added_step_runs(self, world, step, away):
        operation_id, ran = self.stopped_at(world, step, away, "one", "three"), []

        world.runner(*(step(it, lambda _, it=it: ran.append(it)) for it in ("one", "two", "three"))).run(operation_id)

        assert ran == ["two", "three"]
        assert [it.name for it in world.log.find(operation_id).steps] == ["one", "two", "three"]

    def test_a_removed_step_stays_as_history_when_it_was_done(self, world, step, away):
        operation_id = self.stopped_at(world, step, away, "old", "three")

        world.runner(step("three")).run(operation_id)

        assert [it.name for it in world.log.find(operation_id).steps] == ["old", "three"]

    def test_a_renamed_step_is_not_run_again(self, world, step, away):
        operation_id, ran = self.stopped_at(world, step, away, "old", "three"), []
        new = step("new", lambda _: ran.append("new"), formerly=("old",))

        world.runner(new, step("three", lambda run: ran.append(run.result("new")["by"]))).run(operation_id)

        assert ran == ["old"]

    def test_a_result_of_no_more_use_is_made_again(self, world, step, away):
        operation_id = self.stopped_at(world, step, away, "one", "three")

        world.runner(step("one", lambda _: {"by": "two"}, version=2), step("three")).run(operation_id)

        assert world.log.find(operation_id).step("one").result == {"by": "two"}


class TestLongSteps:
    @pytest.fixture(autouse=True)
    def at_once(self, monkeypatch):
        monkeypatch.setattr(workflow_run, "REPORT_EVERY", 0.0)

    def test_progress_is_seen_and_keeps_the_lease(self, world, step):
        seen = []

        def long(run):
            for rows in range(0, 300, 100):
                world.clock.advance(seconds=40)
                run.report(rows + 100, 300, "rows")
                seen.append(world.log.find(operation_id).step("long").progress.done)
                with pytest.raises(Busy):
                    world.log.claim(operation_id, LEASE)

        operation_id = world.begin("long")
        world.runner(step("long", long)).run(operation_id)

        assert seen == [100, 200, 300]
        assert world.log.find(operation_id).status is OperationStatus.COMPLETED

    def test_a_cancel_stops_it_at_its_next_report(self, world, step):
        reached = []

        def long(run):
            transact(world.table.client, [world.log.cancel_write(world.log.find(operation_id))])
            run.report(1, 2, "rows")
            reached.append("after")

        operation_id = world.begin("long")
        with pytest.raises(LostLease):
            world.runner(step("long", long)).run(operation_id)

        assert reached == []

    def test_one_longer_than_the_lease_holds_its_own(self, world, step):
        def long(_):
            world.clock.advance(seconds=100)
            with pytest.raises(Busy):
                world.log.claim(operation_id, LEASE)

        operation_id = world.begin("long")
        world.runner(step("long", long, timeout=timedelta(minutes=5))).run(operation_id)

        assert world.log.find(operation_id).status is OperationStatus.COMPLETED


class TestLease:
    def test_a_message_stays_hidden_as_long_as_the_lease_that_it_met(self, world, step):
        operation_id = world.begin("one")
        world.log.claim(operation_id, timedelta(minutes=5))
        world.clock.advance(minutes=1)

        with pytest.raises(Busy) as busy:
            world.runner(step("one")).run(operation_id)

        assert busy.value.wait == timedelta(minutes=4, seconds=1)

    def test_a_worker_whose_clock_is_behind_writes_nothing_after_another_took_over(self, world):
        operation_id = world.begin("one")
        slow = world.log.claim(operation_id, LEASE)
        ahead = FrozenClock(world.clock() + timedelta(minutes=3))
        OperationLog(world.table.client, world.table.name, ahead).claim(operation_id, LEASE)

        with pytest.raises(LostLease):
            world.log.save(slow, LEASE)

    def test_an_end_looks_again_when_somebody_changed_the_resource_meanwhile(self, world, step):
        operation_id = world.begin("one")

        def meddle():
            key = {"PK": world.store._key("thing-1")["PK"], "SK": "THING#thing-1"}
            world.table.update(key, UpdateExpression(add={"version": 1}))

        world.store.meddle = meddle
        world.runner(step("one")).run(operation_id)

        assert world.log.find(operation_id).status is OperationStatus.COMPLETED
        assert (world.store.get("thing-1").version, world.ends()) == (3, ["done"])

    def test_a_resource_of_another_operation_is_left_alone(self, world, step):
        first = world.begin("one")
        world.begin("one")

        with pytest.raises(LostLease):
            world.runner(step("one")).run(first)

        assert world.ends() == []


class TestCompensation:
    @pytest.fixture
    def made(self):
        return []

    @pytest.fixture
    def flow(self, world, step, made):
        def run(*_):
            made.append("one")

        def take_back(_):
            made.clear()

        return world.runner(step("one", run, compensate=take_back), step("two", never))

    def test_a_failure_takes_back_what_was_made(self, world, flow, made):
        operation_id = world.begin("one", "two")

        flow.run(operation_id)

        found = world.log.find(operation_id)
        assert (made, found.status, found.error.code) == ([], OperationStatus.FAILED, "NEVER")
        assert found.step("one").status is StepStatus.COMPENSATED

    @pytest.mark.parametrize("moment", list(Moment))
    def test_killed_anywhere_ends_the_same(self, world, flow, made, moment):
        rehearsal = world.begin("one", "two")
        with calls_counted() as calls:
            flow.run(rehearsal)
        for number, name in enumerate(calls.names):
            operation_id = world.begin("one", "two")
            with killed_at(number, moment), pytest.raises(Killed):
                flow.run(operation_id)
            world.clock.advance(seconds=60)
            flow.run(operation_id)

            found = world.log.find(operation_id)
            assert (made, found.status, found.error.code) == ([], OperationStatus.FAILED, "NEVER"), (moment, name)
        assert world.ends() == ["failed"] * (len(calls.names) + 1)

    def test_goes_on_when_its_cause_has_gone_meanwhile(self, world, step, made):
        def take_back(_):
            made.append("back")
            if len(made) == 1:
                raise Killed

        ok = step("two", lambda run: None if made else never(run))
        runner, operation_id = world.runner(step("one", compensate=take_back), ok), world.begin("one", "two")
        with pytest.raises(Killed):
            runner.run(operation_id)
        world.clock.advance(seconds=60)

        runner.run(operation_id)

        assert (made, world.log.find(operation_id).status) == (["back", "back"], OperationStatus.FAILED)

    def test_is_tried_again_while_a_dependency_is_away_and_given_up_after_an_hour(self, world, step, away):
        runner = world.runner(step("one", compensate=away), step("two", never), deadline=timedelta(minutes=30))
        operation_id = world.begin("one", "two", deadline=timedelta(minutes=30))
        with pytest.raises(TryAgain):
            runner.run(operation_id)
        assert world.log.find(operation_id).status is OperationStatus.IN_PROGRESS
        world.clock.advance(minutes=91)

        runner.run(operation_id)

        found = world.log.find(operation_id)
        assert (found.status, found.error.code) == (OperationStatus.FAILED, "NEVER")
        assert "support" in found.step("one").message

    def test_one_that_cannot_be_is_told_at_once(self, world, step):
        runner, operation_id = (
            world.runner(step("one", compensate=never), step("two", never)),
            world.begin("one", "two"),
        )

        runner.run(operation_id)

        assert world.log.find(operation_id).step("one").status is StepStatus.FAILED

    def test_the_unforeseen_is_tried_again(self, world, step):
        def surprise(_):
            raise KeyError("surprise")

        runner = world.runner(step("one", compensate=surprise), step("two", never))
        with pytest.raises(TryAgain):
            runner.run(world.begin("one", "two"))

    def test_a_consumer_without_rights_leaves_it_to_the_queues_own(self, world, flow, made, step, away):
        operation_id = world.begin("one", "two")
        keep = world.runner(
            step("one", lambda _: made.append("one"), compensate=lambda _: made.clear()), step("two", away)
        )
        with pytest.raises(TryAgain):
            keep.run(operation_id)
        world.clock.advance(minutes=5)
        workflow = keep.workflows.get("TEST")

        world.end().fail_undelivered(world.log.claim(operation_id, LEASE), workflow, UNDELIVERABLE)
        assert (made, world.log.find(operation_id).status) == (["one"], OperationStatus.IN_PROGRESS)

        flow.run(operation_id)
        assert (made, world.log.find(operation_id).error.code) == ([], "UNDELIVERABLE")


class TestTenantSlots:
    @pytest.fixture
    def busy(self, world, step, outside):
        """Two operations at work, which is as many as the tenant may have, and what carries them out."""
        runner = world.runner(step("one", lambda _: world.notes.append("one")), per_tenant=2)
        for number in range(2):
            operation = world.log.claim(world.begin("one", resource_id=f"busy-{number}"), LEASE)
            world.slots.take(operation, 2)
        return runner

    def test_the_third_waits_and_holds_nothing(self, world, busy):
        operation_id = world.begin("one")

        busy.run(operation_id)

        found = world.log.find(operation_id)
        assert (world.notes, world.running()) == ([], 2)
        assert (found.status, found.lease_until, found.tenant_slot) == (OperationStatus.PENDING, None, None)
        assert found.message == "Waiting for other work of the tenant to end."

    def test_an_end_wakes_the_oldest_one_once(self, world, step):
        runner = world.runner(step("one"), per_tenant=1)
        first = world.begin("one", resource_id="thing-1")
        held = world.log.claim(first, LEASE)
        world.slots.take(held, 1)
        waiting = []
        for number in range(2):
            world.clock.advance(seconds=1)
            waiting.append(world.begin("one", resource_id=f"other-{number}"))
            runner.run(waiting[-1])
        world.clock.advance(seconds=60)

        runner.run(first)

        assert (world.commands_sent(), world.running()) == ([waiting[0]], 0)
        assert world.log.find(waiting[0]).deferred_at is None
        assert world.log.find(waiting[1]).deferred_at

    def test_the_reconciler_brings_back_one_that_nobody_woke(self, world, busy):
        operation_id = world.begin("one")
        busy.run(operation_id)
        world.clock.advance(seconds=91)

        assert operation_id in world.due()

    def test_a_waiting_step_gives_its_slot_to_the_next(self, world, step, outside):
        runner = world.runner(step("one", outside.look), per_tenant=1)
        first = world.begin("one", resource_id="thing-1")
        held = world.log.claim(first, LEASE)
        world.slots.take(held, 1)
        second = world.begin("one", resource_id="thing-2")
        runner.run(second)
        world.clock.advance(seconds=60)

        runner.run(first)

        assert (world.running(), world.commands_sent()) == (0, [second])
        assert world.log.find(first).step("one").status is StepStatus.WAITING

    def test_a_cancelled_one_leaves_its_place_to_the_next(self, world, step):
        runner = world.runner(step("one"), per_tenant=1)
        cancelled = world.begin("one", resource_id="thing-1")
        world.slots.take(world.log.claim(cancelled, LEASE), 1)
        waiting = world.begin("one", resource_id="thing-2")
        runner.run(waiting)
        operation = world.log.find(cancelled)
        transact(world.table.client, [world.log.cancel_write(operation), *free_slot_writes(world.log, operation)])

        runner.run(cancelled)  # its command finds it ended

        assert (world.running(), world.commands_sent()) == (0, [waiting])

    @pytest.mark.parametrize("moment", list(Moment))
    def test_killed_anywhere_the_count_is_right_in_the_end(self, world, step, outside, moment):
        outside.done = True
        runner = world.runner(step("one"), step("two", outside.look), per_tenant=2)
        rehearsal = world.begin("one", "two")
        with calls_counted() as calls:
            runner.run(rehearsal)
        for number, name in enumerate(calls.names):
            operation_id = world.begin("one", "two")
            with killed_at(number, moment), pytest.raises(Killed):
                runner.run(operation_id)
            world.clock.advance(seconds=60)
            runner.run(operation_id)
            assert world.log.find(operation_id).status is OperationStatus.COMPLETED, (moment, name)
            assert world.running() == 0, (moment, name)


class TestSize:
    @pytest.mark.parametrize("steps", [10, 40])
    def test_many_steps_stay_far_below_400_kb(self, world, step, steps):
        names = [f"step_{number}" for number in range(steps)]
        operation_id = world.begin(*names)

        world.runner(*(step(name, lambda _: {"value": "x" * 1000}) for name in names)).run(operation_id)

        assert len(json.dumps(world.item(operation_id))) < 100_000

    def test_a_step_moves_no_index(self, world, step):
        """Each index that a step moved would be paid for with every record of a step (ADR 0027)."""
        seen = []

        def note(_):
            item = world.table.get(operation_key(operation_id))
            seen.append({name: item[name] for name in ("GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK", "ACTIVE", "ACTIVE_AT")})
            world.clock.advance(seconds=10)

        operation_id = world.begin("one", "two", "three")
        world.runner(*(step(name, note) for name in ("one", "two", "three"))).run(operation_id)

        assert len(seen) == 3
        assert seen[0] == seen[1] == seen[2]


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
            self.finish(world, step, begun[f"site-{number}"], fails=number == 2)
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

        assert world.log.find(parent).error.code == "TOO_MANY_FAILED"
