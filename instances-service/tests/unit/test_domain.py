"""The instances domain: its tables say what the domain reference says."""

import pytest

from chassis.errors import InvalidTransition
from instances.domain.events import ACTIVATED, EVENTS, FAILED, STATE_CHANGED, name_of
from instances.domain.health import InstanceHealth, health_of
from instances.domain.instance import Instance, Observed, database_name, database_user, network_domain
from instances.domain.lifecycle import INSTANCE_LIFECYCLE, UNSETTLED, InstanceAction, InstanceState
from instances.domain.tags import tags_of
from instances.domain.tier import SIZES, Tier, tier_of

S = InstanceState


def instance(state=S.PROVISIONING, completed=None) -> Instance:
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
        provisioning_completed_at=completed,
    )


def test_the_lifecycle_has_every_row_of_the_reference():
    rows = {
        (S.PENDING_PROVISIONING, S.COMMITTING),
        (S.COMMITTING, S.WORKFLOW_QUEUED),
        (S.COMMITTING, S.FAILED),
        (S.WORKFLOW_QUEUED, S.WORKFLOW_RUNNING),
        (S.WORKFLOW_RUNNING, S.PROVISIONING),
        (S.WORKFLOW_RUNNING, S.WORKFLOW_FAILED),
        (S.WORKFLOW_QUEUED, S.WORKFLOW_FAILED),
        (S.PROVISIONING, S.ACTIVE),
        (S.PROVISIONING, S.FAILED),
        (S.ACTIVE, S.SCALING),
        (S.SCALING, S.ACTIVE),
        (S.ACTIVE, S.SUSPENDING),
        (S.SUSPENDING, S.SUSPENDED),
        (S.SUSPENDED, S.RESUMING),
        (S.RESUMING, S.ACTIVE),
        *((state, S.PENDING_DEPROVISIONING) for state in (S.ACTIVE, S.SUSPENDED, S.FAILED, S.WORKFLOW_FAILED)),
        (S.PENDING_DEPROVISIONING, S.DEPROVISIONING),
        (S.DEPROVISIONING, S.DEPROVISIONED),
        (S.FAILED, S.PENDING_PROVISIONING),
        (S.WORKFLOW_FAILED, S.PENDING_PROVISIONING),
        (S.ACTIVE, S.ROLLING_BACK),
        (S.PROVISIONING, S.ROLLING_BACK),
        (S.ROLLING_BACK, S.ACTIVE),
    }
    straight_on = {(S.PENDING_PROVISIONING, S.PROVISIONING), (S.PENDING_PROVISIONING, S.FAILED)}

    found = {(source, target) for (source, _), target in INSTANCE_LIFECYCLE.transitions.items()}

    assert found == rows | straight_on


def test_a_deprovisioned_instance_stays_so():
    for action in InstanceAction:
        with pytest.raises(InvalidTransition):
            INSTANCE_LIFECYCLE.after(S.DEPROVISIONED, action)


def test_unsettled_states_are_left_by_what_ecs_shows():
    by_ecs = {InstanceAction.SETTLE, InstanceAction.DRAINED, InstanceAction.REMOVED}

    assert {source for (source, action) in INSTANCE_LIFECYCLE.transitions if action in by_ecs} == UNSETTLED


@pytest.mark.parametrize(
    ("name", "tier"), [("STARTER", Tier.BASIC), ("PROFESSIONAL", Tier.PREMIUM), ("BASIC", "BASIC")]
)
def test_older_names_of_tiers_are_understood(name, tier):
    assert tier_of(name) is Tier(tier)


def test_each_tier_has_a_size_that_fargate_offers():
    assert {tier: (size.cpu, size.memory) for tier, size in SIZES.items()} == {
        Tier.BASIC: (256, 512),
        Tier.STANDARD: (512, 1024),
        Tier.PREMIUM: (1024, 2048),
        Tier.ENTERPRISE: (2048, 4096),
    }


def test_derived_names_fit_what_bears_them():
    slug = "0123456789ab"

    assert instance().service_name == f"tenant-{slug}-wordpress"
    assert (database_name(slug), network_domain(slug, "wp.example")) == (
        f"tenant_{slug}_db",
        f"tenant-{slug}.wp.example",
    )
    assert len(database_user(slug)) <= 32


def test_all_seven_tags_are_there_without_an_opportunity():
    tags = tags_of("tenant-1", "dev", None, "secret")

    assert len(tags) == 7
    assert all(tags.values())


@pytest.mark.parametrize(
    ("desired", "running", "health"),
    [
        (2, 2, InstanceHealth.HEALTHY),
        (2, 3, InstanceHealth.HEALTHY),
        (2, 1, InstanceHealth.DEGRADED),
        (2, 0, InstanceHealth.UNHEALTHY),
        (0, 0, InstanceHealth.STOPPED),
    ],
)
def test_health_follows_the_counts(desired, running, health):
    seen = Observed(
        desired_count=desired,
        running_count=running,
        pending_count=0,
        rollout="COMPLETED",
        deployment_id="d",
        last_event="e",
        at="",
    )

    assert health_of(seen) is health
    assert health_of(None) is InstanceHealth.UNKNOWN


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        (instance(), instance(S.ACTIVE), ACTIVATED),
        (instance(S.SCALING, "before"), instance(S.ACTIVE, "before"), STATE_CHANGED),
        (instance(), instance(S.FAILED), FAILED),
        (instance(S.PENDING_PROVISIONING), instance(), STATE_CHANGED),
    ],
)
def test_a_change_has_a_name(before, after, name):
    assert name_of(before, after) == name
    assert name in EVENTS
