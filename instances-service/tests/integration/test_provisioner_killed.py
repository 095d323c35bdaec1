"""Whenever the provisioner is killed: one whole instance, or nothing of it; one end."""

import pytest

from chassis.operations.operation import OperationStatus
from chassis.operations.step_outcomes import Impossible
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from instances.clients.ecs import Services
from instances.domain.lifecycle import InstanceState

pytestmark = pytest.mark.timeout(600)  # some thirty tenants on a busy machine
MADE_BY = {
    "ecs:CreateService",
    "ecs:RegisterTaskDefinition",
    "ecs:RunTask",
    "efs:CreateAccessPoint",
    "elbv2:CreateRule",
    "elbv2:CreateTargetGroup",
    "iam:CreateRole",
    "iam:PutRolePolicy",
    "logs:CreateLogGroup",
    "secretsmanager:CreateSecret",
}


def writes(names: list[str]) -> list[int]:
    """The calls that change AWS, by their place. Death between the records of a step: chassis/tests."""
    looks = ("Describe", "List", "Get")
    return [
        place
        for place, name in enumerate(names)
        if not name.startswith("dynamodb") and not _action(name).startswith(looks)
    ]


def _action(name: str) -> str:
    return name.partition(":")[2]


def plain(name: str) -> str:
    """`Elastic Load Balancing v2:CreateRule` as this page writes it."""
    service, _, action = name.partition(":")
    return f"{service.lower().replace(' ', '')}:{action}"


def run_killed(harness, tenant_id: str, call: int) -> str:
    """Let the provisioner die at a call, and the next one go on; answer where it died."""
    with killed_at(call, Moment.AFTER) as calls, pytest.raises(Killed):
        harness.provision(tenant_id)
    harness.clock.advance(seconds=60)  # the dead worker's lease has lapsed
    harness.provision(tenant_id)
    return f"killed after {calls.names[-1]} (call {call})"


class TestKilled:
    """The process dies at each of its writes to AWS, after its effect; before it is after the write before that."""

    def test_always_ends_with_one_whole_instance(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        with calls_counted() as calls:
            harness.provision(tenant_id)
        assert {plain(name) for name in calls.names} >= MADE_BY
        assert set(harness.parts(tenant_id).values()) == {1}

        for call in writes(calls.names):
            self._die_and_recover(harness, call)

    def _die_and_recover(self, harness, call):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        where = run_killed(harness, tenant_id, call)
        instance, operation = harness.instance(tenant_id), harness.operation(tenant_id)
        assert (instance.state, operation.status) == (InstanceState.ACTIVE, OperationStatus.COMPLETED), where
        assert {name: number for name, number in harness.parts(tenant_id).items() if number != 1} == {}, where
        assert len(harness.service(instance.service_name)["deployments"]) == 1, where
        assert len(harness.outbox(tenant_id, "INSTANCE_ACTIVATED")) == 1, where

    def test_a_refusal_ends_with_nothing_wherever_the_undo_is_killed(self, harness, monkeypatch):
        monkeypatch.setattr(Services, "observe", refuse)  # of the last step: everything has been made
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        with calls_counted() as calls:
            harness.provision(tenant_id)
        self._ends_with_nothing(harness, tenant_id, "not killed")
        undo = [call for call in writes(calls.names) if _action(calls.names[call]).startswith(("Delete", "Dereg"))]
        assert len(undo) >= 8
        assert "ecs:DeleteService" in {plain(calls.names[call]) for call in undo}

        for call in undo:
            tenant_id = harness.tenant()
            harness.create(tenant_id)
            self._ends_with_nothing(harness, tenant_id, run_killed(harness, tenant_id, call))

    def _ends_with_nothing(self, harness, tenant_id, where):
        instance, operation = harness.instance(tenant_id), harness.operation(tenant_id)
        assert (instance.state, operation.status) == (InstanceState.FAILED, OperationStatus.FAILED), where
        assert {name for name, number in harness.parts(tenant_id).items() if number} == set(), where


def refuse(*_):
    """A service that AWS never shows."""
    raise Impossible("INFRASTRUCTURE_REFUSED", "AWS refused to show the service.")
