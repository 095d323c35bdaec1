"""What can go wrong with the steps of slow work: releases, long steps, leases, compensation, size."""

import json
from datetime import timedelta

import pytest

from chassis.dynamodb.conditions import UpdateExpression
from chassis.dynamodb.transaction import transact
from chassis.operations import workflow_run
from chassis.operations.dead_letters import UNDELIVERABLE
from chassis.operations.operation import OperationStatus, StepStatus
from chassis.operations.operation_items import operation_key
from chassis.operations.operation_log import Busy, LostLease, OperationLog
from chassis.operations.step_outcomes import Impossible, Retryable, TryAgain
from chassis.testing import FrozenClock
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from chassis.testing.figures import read_figures
from chassis.testing.log_records import recorded

LEASE = timedelta(seconds=45)


@pytest.fixture
def away():
    def run(_):
        raise Retryable("Away.", cause="test")

    return run


def never(_):
    raise Impossible("NEVER", "It cannot be.")


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

    def test_an_end_that_others_are_always_ahead_of_is_put_off(self, world, step):
        operation_id = world.begin("one")

        def meddle():
            world.table.update(world.store._key("thing-1"), UpdateExpression(add={"version": 1}))
            world.store.meddle = meddle

        world.store.meddle = meddle
        with pytest.raises(TryAgain) as again:
            world.runner(step("one")).run(operation_id)

        assert (again.value.delay, world.store.get("thing-1").version) == (timedelta(seconds=2), 6)

    def test_an_end_changes_the_resource_as_the_workflow_says(self, world, step):
        world.runner(step("one"), changes=lambda run: {"state": run.operation.operation_type}).run(world.begin("one"))

        assert world.store.get("thing-1").state == "TEST"

    def test_without_a_step_at_work_nothing_is_recorded(self, world, step):
        held = world.log.claim(world.begin("one"), LEASE)
        run = world.end().run_of(held, world.runner(step("one")).workflows.get("TEST"))

        run.report(1, 1, "rows")

        assert (run.operation, run.key, run.callback) == (held, f"{held.operation_id}.", None)
        with pytest.raises(LookupError, match=r"^no step is at work$"):
            _ = run.recorded

    def test_a_resource_of_another_operation_is_left_alone(self, world, step, capsys):
        first, newer = world.begin("one"), world.begin("one")

        world.runner(step("one")).run(first)

        figures = read_figures(capsys.readouterr().out)
        assert (figures["OperationsFailed", "TEST"], figures["OperationsCompleted", "TEST"]) == (1, 0)

        found = world.log.find(first)
        assert (found.status, found.error.code) == (OperationStatus.FAILED, "SUPERSEDED")
        assert (world.store.get("thing-1").operation_id, world.ends()) == (newer, [])

    def test_one_that_was_ended_by_another_worker_ends_no_second_time(self, world, step):
        first, _ = world.begin("one"), world.begin("one")
        run = world.end().run_of(world.log.claim(first, LEASE), world.runner(step("one")).workflows.get("TEST"))
        world.end().abandon(run)

        with pytest.raises(LostLease):
            world.end().abandon(run)


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
        assert found.step("one").message == "We could not undo this. Contact support."

    def test_one_that_cannot_be_is_told_at_once(self, world, step):
        runner, operation_id = (
            world.runner(step("one", compensate=never), step("two", never)),
            world.begin("one", "two"),
        )

        runner.run(operation_id)

        assert world.log.find(operation_id).step("one").status is StepStatus.FAILED

    @pytest.mark.parametrize(("safe", "kept"), [(True, ["one"]), (False, [])])
    def test_what_a_retry_goes_on_with_is_taken_back_only_for_good(self, world, made, step, safe, kept):
        def refuse(_):
            raise Impossible("NO", "No.", safe_to_retry=safe)

        one = step("one", lambda _: made.append("one"), compensate=lambda _: made.clear(), keep_for_retry=True)
        runner, operation_id = world.runner(one, step("two", refuse)), world.begin("one", "two")

        runner.run(operation_id)

        assert (world.log.find(operation_id).status, made) == (OperationStatus.FAILED, kept)

    def test_a_temporary_cause_is_tried_again(self, world, step):
        def away(_):
            raise TimeoutError

        runner = world.runner(step("one", compensate=away), step("two", never))
        with pytest.raises(TryAgain):
            runner.run(world.begin("one", "two"))

    def test_a_permanent_cause_is_told_at_once(self, world, step):
        def surprise(_):
            raise KeyError("surprise")

        runner, operation_id = (
            world.runner(step("one", compensate=surprise), step("two", never)),
            world.begin("one", "two"),
        )

        with recorded() as records:
            runner.run(operation_id)

        assert world.log.find(operation_id).step("one").message == "We could not undo this. Contact support."
        lost, failed = [record for record in records if record["message"] in ("not_compensated", "operation_failed")]
        assert (lost["message"], lost["operation_id"], lost["step"]) == ("not_compensated", operation_id, "one")
        assert (failed["operation_id"], failed["step"], failed["code"]) == (operation_id, "two", "NEVER")

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
