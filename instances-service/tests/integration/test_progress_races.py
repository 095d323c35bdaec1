"""Who lost the operation to somebody else writes nothing; who lost a race for the instance looks again."""

import dataclasses

import pytest

from chassis.operations.operation import OperationStatus
from chassis.operations.operation_log import LostLease
from chassis.operations.step_outcomes import Retryable, TryAgain
from chassis.operations.workflow import LEASE
from chassis.runtime.ids import new_operation_id
from instances import dependencies, provisioner_dependencies
from instances.domain.instance import InstanceResources
from instances.domain.lifecycle import InstanceState
from instances.domain.observation import Rollout
from instances.workflows import WORKFLOWS


@pytest.fixture
def starting(harness, shown):
    """A tenant whose containers are still starting: the operation waits for ECS."""
    shown |= {"rollout": Rollout.IN_PROGRESS}
    tenant_id = harness.tenant()
    harness.create(tenant_id)
    harness.provision(tenant_id)
    return tenant_id


@pytest.fixture
def complete():
    """Write the good end of an operation, as its worker does."""

    def run(operation):
        end = provisioner_dependencies.workflow_runner().end
        end.complete(end.run_of(operation, WORKFLOWS.get(operation.operation_type)))

    return run


@pytest.fixture
def claim(harness):
    """Hold the lease on a tenant's operation."""
    return lambda tenant_id: dependencies.operation_log().claim(harness.operation(tenant_id).operation_id, LEASE)


class TestRaces:
    def test_a_worker_whose_operation_was_ended_writes_nothing(self, harness, complete):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        stale = harness.operation(tenant_id)
        harness.provision(tenant_id)
        before = harness.items(tenant_id)

        with pytest.raises(LostLease):
            complete(stale)

        assert harness.items(tenant_id) == before

    def test_a_worker_who_lost_the_lease_cannot_end_the_operation(self, harness, starting, complete, claim):
        stale = claim(starting)
        harness.clock.advance(seconds=60)
        claim(starting)

        with pytest.raises(LostLease):
            complete(stale)

    def test_a_worker_of_a_forgotten_operation_stops(self, harness, complete):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        other = dataclasses.replace(harness.operation(tenant_id), operation_id=new_operation_id(tenant_id))

        with pytest.raises(LostLease):
            complete(other)
        with pytest.raises(LostLease):
            dependencies.transitions().deploy(other, InstanceResources())

    def test_looks_again_when_somebody_changed_the_instance_meanwhile(
        self, harness, starting, complete, claim, monkeypatch
    ):
        operation, current = claim(starting), harness.instance(starting)
        answers = iter([harness.stale(starting), current])
        with monkeypatch.context() as late:
            late.setattr(dependencies.instance_dao(), "get", lambda _: next(answers))
            complete(operation)

        assert harness.operation(starting).status is OperationStatus.COMPLETED
        assert harness.instance(starting).state is InstanceState.ACTIVE

    def test_gives_up_for_now_when_others_write_all_the_time(self, harness, starting, complete, claim, monkeypatch):
        operation, stale = claim(starting), harness.stale(starting)
        monkeypatch.setattr(dependencies.instance_dao(), "get", lambda _: stale)

        with pytest.raises(TryAgain):
            complete(operation)

    def test_a_deployment_is_recorded_once_whoever_writes_between(self, harness, monkeypatch):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        operation, current = harness.operation(tenant_id), harness.instance(tenant_id)
        answers = iter([harness.stale(tenant_id), current])
        with monkeypatch.context() as late:
            late.setattr(dependencies.instance_dao(), "get", lambda _: next(answers))
            dependencies.transitions().deploy(operation, InstanceResources(ecs_service_arn="arn:service"))
        dependencies.transitions().deploy(operation, InstanceResources(ecs_service_arn="arn:other"))

        instance = harness.instance(tenant_id)
        assert (instance.state, instance.resources.ecs_service_arn) == (InstanceState.PROVISIONING, "arn:service")

    def test_a_deployment_gives_up_for_now_when_others_write_all_the_time(self, harness, monkeypatch):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        operation, stale = harness.operation(tenant_id), harness.stale(tenant_id)
        monkeypatch.setattr(dependencies.instance_dao(), "get", lambda _: stale)

        with pytest.raises(Retryable):
            dependencies.transitions().deploy(operation, InstanceResources())
