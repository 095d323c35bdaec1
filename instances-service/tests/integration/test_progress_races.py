"""Who lost the operation to somebody else writes nothing."""

import dataclasses

import pytest

from chassis.operations.operation import OperationStatus
from chassis.operations.operation_log import LostLease
from chassis.operations.saga import Retryable
from instances import dependencies
from instances.domain.observation import Rollout


class TestRaces:
    def test_a_worker_whose_operation_was_ended_writes_nothing(self, house):
        tenant_id = house.tenant()
        house.create(tenant_id)
        stale = house.operation(tenant_id)
        house.provision(tenant_id)
        before = house.items(tenant_id)

        dependencies.progress().finish(stale)  # done already is done

        assert house.items(tenant_id) == before

    def test_a_worker_who_lost_the_lease_cannot_end_the_operation(self, house, shown):
        shown |= {"rollout": Rollout.IN_PROGRESS}
        tenant_id = house.tenant()
        house.create(tenant_id)
        stale = house.operation(tenant_id)
        house.provision(tenant_id)

        with pytest.raises(LostLease):
            dependencies.progress().finish(stale)

    def test_a_worker_of_a_forgotten_operation_stops(self, house):
        tenant_id = house.tenant()
        house.create(tenant_id)
        other = dataclasses.replace(house.operation(tenant_id), operation_id="op-other")

        with pytest.raises(LostLease):
            dependencies.progress().instance(other)

    def test_looks_again_when_somebody_changed_the_instance_meanwhile(self, house, shown, monkeypatch):
        shown |= {"rollout": Rollout.IN_PROGRESS}
        tenant_id = house.tenant()
        house.create(tenant_id)
        house.provision(tenant_id)
        progress, current = dependencies.progress(), house.instance(tenant_id)
        answers = iter([house.stale(tenant_id), current])
        monkeypatch.setattr(progress.instances, "get", lambda _: next(answers))

        progress.finish(dependencies.operation_log().find(current.operation_id))

        assert dependencies.operation_log().find(current.operation_id).status is OperationStatus.COMPLETED

    def test_gives_up_for_now_when_others_write_all_the_time(self, house, shown, monkeypatch):
        shown |= {"rollout": Rollout.IN_PROGRESS}
        tenant_id = house.tenant()
        house.create(tenant_id)
        house.provision(tenant_id)
        current, stale = house.instance(tenant_id), house.stale(tenant_id)
        monkeypatch.setattr(dependencies.progress().instances, "get", lambda _: stale)

        with pytest.raises(Retryable):
            dependencies.progress().finish(dependencies.operation_log().find(current.operation_id))
