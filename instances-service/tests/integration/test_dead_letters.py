"""Provisioning requests that nobody could handle."""

from chassis.operations.operation import OperationStatus
from chassis.testing import queue_event
from instances import dead_letters_main
from instances.domain.lifecycle import InstanceState


class TestDeadLetters:
    def test_end_the_operation_where_people_can_see_it(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        body = harness.outbox(tenant_id, "INSTANCE_PROVISION_REQUEST")[0]["body"]

        answer = dead_letters_main.lambda_handler(queue_event(body), None)

        assert answer == {"batchItemFailures": []}
        operation = harness.operation(tenant_id)
        assert (operation.status, operation.error.code) == (OperationStatus.FAILED, "UNDELIVERABLE")
        assert operation.error.step == "create_credentials"
        assert harness.retry(tenant_id)[0] == 202

    def test_change_nothing_after_the_end(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        harness.provision(tenant_id)
        body = harness.outbox(tenant_id, "INSTANCE_PROVISION_REQUEST")[0]["body"]

        dead_letters_main.lambda_handler(queue_event(body), None)

        assert harness.instance(tenant_id).state is InstanceState.ACTIVE

    def test_are_dropped_when_nobody_can_read_them(self, harness):
        assert dead_letters_main.lambda_handler(queue_event("?"), None) == {"batchItemFailures": []}
