"""The map from what ECS shows to what happens to an instance."""

import pytest

from ecs_event_handler.state_map import RULES, outcome
from instances.domain.instance import Instance
from instances.domain.lifecycle import INSTANCE_LIFECYCLE, InstanceState
from instances.domain.observation import Rollout, ServiceObservation
from instances.domain.tier import Tier

S = InstanceState


def instance(state: InstanceState) -> Instance:
    return Instance(
        tenant_id="tenant-1",
        slug="0123456789ab",
        state=state,
        tier=Tier.BASIC,
        desired_count=2,
        wordpress_version="latest",
        domain="d",
        operation_id="op-1",
        created_at="",
        created_by="",
        updated_at="",
    )


def shown(**changes) -> ServiceObservation:
    steady = {
        "name": "n",
        "arn": "a",
        "desired_count": 2,
        "running_count": 2,
        "pending_count": 0,
        "rollout": Rollout.COMPLETED,
        "deployment_id": "d",
        "reason": "why",
        "rolling_back": False,
        "task_definition_arn": "t",
        "tags": {},
    }
    return ServiceObservation(**(steady | changes))


NOTHING = {"desired_count": 0, "running_count": 0}
DRAINING = {"desired_count": 0, "running_count": 1}
FAILED = {"rollout": Rollout.FAILED}
STARTING = {"rollout": Rollout.IN_PROGRESS, "running_count": 1, "pending_count": 1}


def test_every_row_is_lawful():
    for state, rows in RULES.items():
        for _, action in rows:
            assert INSTANCE_LIFECYCLE.allows(state, action)


@pytest.mark.parametrize(
    ("state", "seen", "after"),
    [
        (S.PROVISIONING, {}, S.ACTIVE),
        (S.PROVISIONING, STARTING, S.PROVISIONING),
        (S.PROVISIONING, FAILED, S.FAILED),
        (S.PROVISIONING, {"running_count": 3}, S.PROVISIONING),
        (S.ACTIVE, {}, S.ACTIVE),
        (S.ACTIVE, FAILED, S.ACTIVE),
        (S.ACTIVE, STARTING, S.ACTIVE),
        (S.ACTIVE, {"desired_count": 3}, S.SCALING),
        (S.ACTIVE, {"desired_count": 3, "running_count": 3}, S.ACTIVE),
        (S.ACTIVE, NOTHING, S.SUSPENDING),
        (S.SUSPENDING, NOTHING, S.SUSPENDED),
        (S.SUSPENDING, DRAINING, S.SUSPENDING),
        (S.SUSPENDING, {}, S.SUSPENDING),
        (S.SUSPENDED, NOTHING, S.SUSPENDED),
        (S.SUSPENDED, STARTING, S.RESUMING),
        (S.RESUMING, {}, S.ACTIVE),
        (S.RESUMING, NOTHING, S.RESUMING),
        (S.FAILED, {}, S.FAILED),
        (S.PENDING_PROVISIONING, {}, S.PENDING_PROVISIONING),
        (S.PENDING_DEPROVISIONING, {}, S.PENDING_DEPROVISIONING),
        (S.DEPROVISIONING, NOTHING, S.DEPROVISIONING),
        (S.DEPROVISIONED, {}, S.DEPROVISIONED),
    ],
)
def test_state_and_sight_give_the_next_state(state, seen, after):
    assert outcome(instance(state), shown(**seen), "SERVICE_STEADY_STATE", "now").state is after


def test_a_failure_carries_the_words_of_ecs():
    after = outcome(instance(S.PROVISIONING), shown(**FAILED), "SERVICE_DEPLOYMENT_FAILED", "now")

    assert (after.last_error.code, after.last_error.cause) == ("DEPLOYMENT_FAILED", "why")


def test_only_another_occasion_is_no_change():
    first = outcome(instance(S.ACTIVE), shown(), "SERVICE_STEADY_STATE", "09:00")

    assert outcome(first, shown(), "TASK_RUNNING", "10:00") == first


def test_a_suspended_instance_keeps_its_count():
    assert outcome(instance(S.SUSPENDING), shown(**NOTHING), "e", "now").desired_count == 2


def test_a_scaled_instance_takes_the_new_count():
    assert outcome(instance(S.ACTIVE), shown(desired_count=5), "e", "now").desired_count == 5
