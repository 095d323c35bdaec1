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
def starting(house, shown):
    """A tenant whose containers are still starting: the operation waits for ECS."""
    shown |= {"rollout": Rollout.IN_PROGRESS}
    tenant_id = house.tenant()
    house.create(tenant_id)
    house.provision(tenant_id)
    return tenant_id


@pytest.fixture
def complete():
    """Write the good end of an operation, as its worker does."""

    def run(operation):
        end = provisioner_dependencies.workflow_runner().end
        end.complete(end.run_of(operation, WORKFLOWS.get(operation.operation_type)))

    return run


@pytest.fixture
def claim(house):
    """Hold the lease on a tenant's operation."""
    return lambda tenant_id: dependencies.operation_log().claim(house.operation(tenant_id).operation_id, LEASE)


class TestRaces:
    def test_a_worker_whose_operation_was_ended_writes_nothing(self, house, complete):
        tenant_id = house.tenant()
        house.create(tenant_id)
        stale = house.operation(tenant_id)
        house.provision(tenant_id)
        before = house.items(tenant_id)

        with pytest.raises(LostLease):
            complete(stale)

        assert house.items(tenant_id) == before

    def test_a_worker_who_lost_the_lease_cannot_end_the_operation(self, house, starting, complete, claim):
        stale = claim(starting)
        house.clock.advance(seconds=60)
        claim(starting)

        with pytest.raises(LostLease):
            complete(stale)

    def test_a_worker_of_a_forgotten_operation_stops(self, house, complete):
        tenant_id = house.tenant()
        house.create(tenant_id)
        other = dataclasses.replace(house.operation(tenant_id), operation_id=new_operation_id(tenant_id))

        with pytest.raises(LostLease):
            complete(other)
        with pytest.raises(LostLease):
            dependencies.transitions().deploy(other, InstanceResources())

    def test_looks_again_when_somebody_changed_the_instance_meanwhile(
        self, house, starting, complete, claim, monkeypatch
    ):
        operation, current = claim(starting), house.instance(starting)
        answers = iter([house.stale(starting), current])
        with monkeypatch.context() as late:
            late.setattr(dependencies.instance_dao(), "get", lambda _: next(answers))
            complete(operation)

        assert house.operation(starting).status is OperationStatus.COMPLETED
        assert house.instance(starting).state is InstanceState.ACTIVE

    def test_gives_up_for_now_when_others_write_all_the_time(self, house, starting, complete, claim, monkeypatch):
        operation, stale = claim(starting), house.stale(starting)
        monkeypatch.setattr(dependencies.instance_dao(), "get", lambda _: stale)

        with pytest.raises(TryAgain):
            complete(operation)

    def test_a_deployment_is_recorded_once_whoever_writes_between(self, house, monkeypatch):
        tenant_id = house.tenant()
        house.create(tenant_id)
        operation, current = house.operation(tenant_id), house.instance(tenant_id)
        answers = iter([house.stale(tenant_id), current])
        with monkeypatch.context() as late:
            late.setattr(dependencies.instance_dao(), "get", lambda _: next(answers))
            dependencies.transitions().deploy(operation, InstanceResources(ecs_service_arn="arn:service"))
        dependencies.transitions().deploy(operation, InstanceResources(ecs_service_arn="arn:other"))

        instance = house.instance(tenant_id)
        assert (instance.state, instance.resources.ecs_service_arn) == (InstanceState.PROVISIONING, "arn:service")

    def test_a_deployment_gives_up_for_now_when_others_write_all_the_time(self, house, monkeypatch):
        tenant_id = house.tenant()
        house.create(tenant_id)
        operation, stale = house.operation(tenant_id), house.stale(tenant_id)
        monkeypatch.setattr(dependencies.instance_dao(), "get", lambda _: stale)

        with pytest.raises(Retryable):
            dependencies.transitions().deploy(operation, InstanceResources())
