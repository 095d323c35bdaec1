"""The reconciler: what events did not bring about, it does; and it costs nothing when nothing waits."""

from chassis.operations.operation import OperationStatus
from chassis.testing.faults import calls_counted
from ecs_event_handler import reconciler_main
from instances.clients.ecs_reader import EcsReader
from instances.domain.lifecycle import InstanceState
from instances.domain.observation import Rollout

STEADY = {"running_count": 2, "pending_count": 0, "rollout": Rollout.COMPLETED}


def test_completes_what_all_events_were_lost_of(harness):
    world = harness.launched()
    world.show(**STEADY)

    assert harness.reconcile() == {"waiting": 1}

    assert harness.instance(world).state is InstanceState.ACTIVE
    assert harness.operation(world).status is OperationStatus.COMPLETED


def test_is_one_query_when_nothing_waits(harness):
    harness.running()

    with calls_counted() as calls:
        assert reconciler_main.lambda_handler({}, None) == {"waiting": 0}

    assert [name.lower() for name in calls.names] == ["dynamodb:query"]


def test_leaves_what_is_still_starting(harness):
    world = harness.launched()

    harness.reconcile()

    assert harness.instance(world).state is InstanceState.PROVISIONING


def test_leaves_what_takes_too_long_to_its_operation(harness):
    """The reconciler of operations sends the command when the deadline has passed; the operation then fails."""
    world = harness.launched()
    harness.clock.advance(minutes=31)
    harness.reconcile()
    assert harness.instance(world).state is InstanceState.PROVISIONING

    harness.work(harness.operation(world).operation_id)

    instance, operation = harness.instance(world), harness.operation(world)
    assert (instance.state, operation.status) == (InstanceState.FAILED, OperationStatus.FAILED)
    assert (operation.error.code, operation.error.step) == ("PROVISIONING_TIMED_OUT", "await_steady_state")


def test_one_that_cannot_be_looked_at_keeps_nobody_waiting(harness, monkeypatch):
    first, second = harness.launched(), harness.launched()
    second.show(**STEADY)
    look = EcsReader.observe

    def observe(reader, name):
        if name == first.name:
            raise TimeoutError
        return look(reader, name)

    monkeypatch.setattr(EcsReader, "observe", observe)

    assert harness.reconcile() == {"waiting": 2}

    assert harness.instance(first).state is InstanceState.PROVISIONING
    assert harness.instance(second).state is InstanceState.ACTIVE
