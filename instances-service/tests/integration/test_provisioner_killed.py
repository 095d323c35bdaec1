"""Whenever the provisioner is killed: one service, one set of secrets, one end."""

import pytest

from chassis.operations.operation import OperationStatus
from chassis.runtime import clients
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from instances.domain.lifecycle import InstanceState


class TestKilled:
    """The process dies at each of its calls to AWS, once before and once after the call has had its effect."""

    def test_always_ends_with_one_service_one_set_of_secrets_one_completed_operation(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        with calls_counted() as calls:
            harness.provision(tenant_id)
        assert {"ecs:CreateService", "secretsmanager:CreateSecret"} <= {_plain(name) for name in calls.names}

        for call in range(len(calls.names)):
            for moment in Moment:
                self._die_and_recover(harness, call, moment)

    def _die_and_recover(self, harness, call, moment):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        with killed_at(call, moment) as calls, pytest.raises(Killed):
            harness.provision(tenant_id)
        harness.clock.advance(seconds=60)  # the dead worker's lease has lapsed
        harness.provision(tenant_id)

        where = f"killed {moment} {calls.names[-1]} (call {call})"
        instance, operation = harness.instance(tenant_id), harness.operation(tenant_id)
        assert (instance.state, operation.status) == (InstanceState.ACTIVE, OperationStatus.COMPLETED), where
        ecs = clients.ecs()
        assert ecs.list_task_definitions(familyPrefix=instance.service_name)["taskDefinitionArns"] == [
            instance.resources.ecs_task_definition_arn
        ], where
        assert harness.service(instance.service_name)["serviceArn"] == instance.resources.ecs_service_arn, where
        assert len(harness.service(instance.service_name)["deployments"]) == 1, where
        assert harness.secret(tenant_id, "database")["arn"] == instance.resources.database_secret_arn, where
        assert harness.secret(tenant_id, "wp-app-password")["arn"] == instance.resources.app_password_secret_arn, where
        assert len(harness.outbox(tenant_id, "INSTANCE_ACTIVATED")) == 1, where


def _plain(name: str) -> str:
    service_name, _, operation = name.partition(":")
    return f"{service_name.lower().replace(' ', '')}:{operation}"
