"""A failed instance is begun anew, once."""

import dataclasses

from chassis.dynamodb.conditions import Condition
from chassis.operations.operation import OperationStatus
from chassis.runtime.ids import new_operation_id
from instances import dependencies
from instances.domain.lifecycle import InstanceState
from instances.domain.tenant import TenantStatus


class TestRetryInstance:
    def test_begins_the_same_operation_anew(self, harness):
        tenant_id = harness.tenant()
        first = harness.create(tenant_id)[1]["data"]["operation"]["operationId"]
        harness.fail(tenant_id)
        assert harness.operation(tenant_id).status is OperationStatus.FAILED
        _, shown = harness.get(tenant_id)
        assert shown["data"]["lastError"]["code"] == "DEPLOYMENT_FAILED"
        link = shown["_links"]["retry"]
        assert link == {"href": f"/v1.0/tenants/{tenant_id}/instances/{tenant_id}/retry", "method": "POST"}

        status, body = harness.retry(tenant_id)

        assert status == 202
        assert body["data"]["operation"]["operationId"] == first
        assert body["data"]["operation"]["status"] == "PENDING"
        assert body["data"]["instance"]["state"] == "PENDING_PROVISIONING"
        assert body["data"]["instance"]["lastError"] is None
        assert len(harness.outbox(tenant_id, "INSTANCE_PROVISION_REQUEST")) == 2
        harness.provision(tenant_id)
        assert harness.instance(tenant_id).state is InstanceState.ACTIVE

    def test_makes_a_new_operation_when_the_old_one_is_forgotten(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        harness.fail(tenant_id)
        before = harness.instance(tenant_id)
        lost = dataclasses.replace(before, operation_id=new_operation_id(tenant_id))
        dependencies.table().put(dependencies.instance_dao().update_write(before, lost).item, Condition())

        status, body = harness.retry(tenant_id)

        assert status == 202
        assert body["data"]["operation"]["operationId"] == harness.instance(tenant_id).operation_id != lost.operation_id

    def test_is_refused_unless_it_failed(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        before = harness.items(tenant_id)

        status, body = harness.retry(tenant_id)

        assert (status, body["code"]) == (422, "INVALID_STATUS_TRANSITION")
        assert body["currentStatus"] == "PENDING_PROVISIONING"
        assert harness.items(tenant_id) == before

    def test_is_refused_while_the_tenant_is_suspended(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        harness.fail(tenant_id)
        harness.tenant(TenantStatus.SUSPENDED, tenant_id=tenant_id, version=2)

        assert harness.retry(tenant_id)[1]["code"] == "TENANT_NOT_PENDING"

    def test_a_new_key_does_not_make_a_wrong_retry_right(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)

        assert harness.retry(tenant_id, headers={"Idempotency-Key": "new"})[0] == 422

    def test_sends_the_caller_away_for_a_moment_when_the_instance_is_changing(self, harness, monkeypatch):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        harness.fail(tenant_id)
        stale = harness.stale(tenant_id)
        monkeypatch.setattr(dependencies.instance_change_service().instances, "get", lambda _: stale)

        assert harness.retry(tenant_id)[1]["code"] == "TENANT_CHANGING"

    def test_knows_no_other_instance(self, harness):
        assert harness.retry(harness.tenant(), "instance-2")[0] == 404

    def test_answers_a_repeated_request_with_the_first_promise(self, harness):
        tenant_id, headers = harness.tenant(), {"Idempotency-Key": "again"}
        harness.create(tenant_id)
        harness.fail(tenant_id)

        replies = [harness.retry(tenant_id, headers=headers) for _ in range(2)]

        assert [status for status, _ in replies] == [202, 202]
        assert len(harness.outbox(tenant_id, "INSTANCE_PROVISION_REQUEST")) == 2  # the first one created it

    def test_of_two_at_once_one_is_accepted(self, harness, monkeypatch):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        harness.fail(tenant_id)
        failed = harness.instance(tenant_id)
        assert harness.retry(tenant_id)[0] == 202
        service = dependencies.instance_change_service()
        with monkeypatch.context() as late:
            late.setattr(service.instances, "get", lambda _: failed)  # read before the other one wrote
            status, body = harness.retry(tenant_id)

        assert (status, body["currentStatus"]) == (422, "PENDING_PROVISIONING")
