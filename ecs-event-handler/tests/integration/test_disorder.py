"""Whatever the order, the doubles and the losses: events end in the state in which they end in order."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instances.domain.observation import Rollout

RELAXED = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

RUNNING = {"running_count": 2, "pending_count": 0, "rollout": Rollout.COMPLETED}
STORIES = {
    "starts": [
        ({}, [("task", "t1", "PROVISIONING", 1), ("task", "t2", "PROVISIONING", 1)]),
        (
            {},
            [("task", "t1", "PENDING", 2), ("task", "t2", "PENDING", 2), ("service", "SERVICE_DEPLOYMENT_IN_PROGRESS")],
        ),
        ({"running_count": 1, "pending_count": 1}, [("task", "t1", "RUNNING", 3)]),
        (
            RUNNING,
            [
                ("task", "t2", "RUNNING", 3),
                ("service", "SERVICE_DEPLOYMENT_COMPLETED"),
                ("service", "SERVICE_STEADY_STATE"),
            ],
        ),
    ],
    "fails": [
        ({}, [("task", "t1", "PENDING", 2)]),
        ({"pending_count": 1}, [("task", "t1", "STOPPED", 4), ("service", "SERVICE_TASK_START_IMPAIRED")]),
        (
            {"pending_count": 0, "rollout": Rollout.FAILED, "reason": "tasks failed to start"},
            [("service", "SERVICE_DEPLOYMENT_FAILED")],
        ),
    ],
    "starts and is scaled to nothing": [
        ({"running_count": 1, "pending_count": 1}, [("task", "t1", "RUNNING", 3)]),
        (RUNNING, [("service", "SERVICE_STEADY_STATE"), ("task", "t2", "RUNNING", 3)]),
        (
            {"desired_count": 0, "running_count": 0},
            [("task", "t1", "STOPPED", 6), ("task", "t2", "STOPPED", 6), ("service", "SERVICE_STEADY_STATE")],
        ),
    ],
}


def _message(world, event) -> str:
    return world.task_event(*event[1:]) if event[0] == "task" else world.service_event(event[1])


def _live(harness, story, deliveries):
    """Play `story`: before the n-th delivery ECS has come to step `deliveries[n][0]`; answers how all ended."""
    world = harness.launched()
    reached = 0
    for step, event in deliveries:
        while reached <= step:
            world.show(**story[reached][0])
            reached += 1
        harness.tell(_message(world, event))
    while reached < len(story):
        world.show(**story[reached][0])
        reached += 1
    harness.reconcile()
    instance, operation = harness.instance(world), harness.operation(world)
    return instance.state, instance.observed.running_count, operation.status, harness.tasks(world)


@st.composite
def _disorder(draw):
    """A story, and its events: each at least once, some twice, in any order, and not before they happened."""
    name = draw(st.sampled_from(sorted(STORIES)))
    happened = [(step, event) for step, (_, events) in enumerate(STORIES[name]) for event in events]
    doubled = happened + draw(st.lists(st.sampled_from(happened), max_size=4))
    shuffled = draw(st.permutations(doubled))
    return name, [(max(step for step, _ in shuffled[: n + 1]), event) for n, (_, event) in enumerate(shuffled)]


@RELAXED
@given(disorder=_disorder())
def test_any_order_ends_as_in_order(harness, disorder):
    name, deliveries = disorder
    in_order = [(step, event) for step, (_, events) in enumerate(STORIES[name]) for event in events]

    assert _live(harness, STORIES[name], deliveries) == _live(harness, STORIES[name], in_order)


@RELAXED
@given(name=st.sampled_from(sorted(STORIES)), lost=st.sets(st.integers(0, 7)))
def test_lost_events_of_services_are_made_good_by_the_reconciler(harness, name, lost):
    in_order = [(step, event) for step, (_, events) in enumerate(STORIES[name]) for event in events]
    heard = [one for n, one in enumerate(in_order) if n not in lost or one[1][0] == "task"]

    state, running, status, _ = _live(harness, STORIES[name], heard)

    assert (state, running, status) == _live(harness, STORIES[name], in_order)[:3]
