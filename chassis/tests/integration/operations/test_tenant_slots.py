"""One tenant's share of a queue: taken at the start, given back at every end and wait."""

from datetime import timedelta

import pytest

from chassis.dynamodb.transaction import transact
from chassis.operations.operation import OperationStatus, StepStatus
from chassis.operations.operation_log import LostLease
from chassis.operations.tenant_slots import free_slot_writes
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from chassis.testing.log_records import recorded

LEASE = timedelta(seconds=45)


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

        with recorded() as records:
            busy.run(operation_id)

        (record,) = records
        assert (record["message"], record["operation_id"]) == ("tenant_at_limit", operation_id)
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
        assert world.log.find(first).tenant_slot is None
        assert world.log.find(waiting[0]).deferred_at is None
        assert world.log.find(waiting[1]).deferred_at

    @pytest.mark.parametrize("late", ["take", "defer"])
    def test_a_worker_that_lost_its_lease_counts_and_defers_nothing(self, world, late):
        slow = world.log.claim(world.begin("one"), LEASE)
        world.clock.advance(seconds=46)
        held = world.log.claim(slow.operation_id, LEASE)

        with pytest.raises(LostLease, match=f"^{slow.operation_id}$"):
            world.slots.take(slow, 2) if late == "take" else world.slots.defer(slow)

        assert (world.running(), world.log.find(slow.operation_id)) == (0, held)

    def test_a_superseded_one_wakes_the_next_as_well(self, world, step):
        runner = world.runner(step("one"), per_tenant=1)
        first = world.log.claim(world.begin("one"), LEASE)
        world.slots.take(first, 1)
        world.begin("one")
        waits = world.begin("one", resource_id="other")
        runner.run(waits)
        world.clock.advance(seconds=60)

        runner.run(first.operation_id)

        assert (world.commands_sent(), world.running()) == ([waits], 0)

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

        assert world.log.find(cancelled).tenant_slot is None
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
