"""Instances as they are listed and shown, with what can be done to them."""

import uuid

import pytest

from chassis.access.caller import Role
from chassis.testing import caller
from instances import dependencies
from instances.domain.task import InstanceTask


class TestListInstances:
    def test_offers_to_create_while_there_is_none(self, harness):
        tenant_id = harness.tenant()
        parameters = {"tenant_id": tenant_id}

        status, body = harness.call("GET", "/v1.0/tenants/{tenant_id}/instances", parameters=parameters)

        assert (status, body["data"]) == (200, [])
        assert body["_links"]["create"] == {"href": f"/v1.0/tenants/{tenant_id}/instances", "method": "POST"}

    def test_shows_the_one_there_is(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)

        _, body = harness.call("GET", "/v1.0/tenants/{tenant_id}/instances", parameters={"tenant_id": tenant_id})

        assert [item["instanceId"] for item in body["data"]] == [tenant_id]
        assert "create" not in body["_links"]

    def test_knows_no_foreign_tenants(self, harness):
        parameters = {"tenant_id": f"tenant-{uuid.uuid4()}"}

        status, body = harness.call("GET", "/v1.0/tenants/{tenant_id}/instances", parameters=parameters)

        assert (status, body["code"]) == (404, "TENANT_NOT_FOUND")


class TestGetInstance:
    def test_is_found_by_its_id_and_as_primary(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)

        assert harness.get(tenant_id)[1]["data"] == harness.get(tenant_id, tenant_id)[1]["data"]

    @pytest.mark.parametrize("suffix", ["", "/status"])
    @pytest.mark.parametrize("instance_id", ["primary", "instance-2"])
    def test_knows_no_other(self, harness, suffix, instance_id):
        tenant_id = harness.tenant()
        if instance_id != "primary":
            harness.create(tenant_id)

        status, body = harness.get(tenant_id, instance_id, suffix)

        assert (status, body["code"]) == (404, "INSTANCE_NOT_FOUND")

    def test_says_what_cannot_be_done_now_and_why(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)

        _, body = harness.get(tenant_id)

        assert body["_unavailable"]["retry"]["code"] == "INVALID_STATUS_TRANSITION"
        _, body = harness.get(tenant_id, who=caller(Role.PLATFORM_VIEWER))
        assert body["_unavailable"]["retry"]["code"] == "ROLE_REQUIRED"


class TestGetInstanceStatus:
    def test_knows_nothing_before_ecs_has_shown_anything(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)

        _, body = harness.get(tenant_id, suffix="/status")

        assert body["data"]["status"] == "PENDING_PROVISIONING"
        assert body["data"]["healthStatus"] == "UNKNOWN"
        assert (body["data"]["desiredCount"], body["data"]["runningCount"]) == (2, None)

    def test_shows_living_containers_and_those_that_ended_within_the_hour(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        now = int(harness.clock().timestamp())
        for name, expires in {"alive": None, "ended": now + 10, "forgotten": now - 10}.items():
            task = InstanceTask(
                task_id=name,
                version=1,
                last_status="STOPPED" if expires else "RUNNING",
                desired_status="RUNNING",
                health_status="UNKNOWN",
                updated_at="2026-02-21T08:00:00.000Z",
                expires_at_epoch=expires,
            )
            assert dependencies.task_dao().record(tenant_id, task)

        _, body = harness.get(tenant_id, suffix="/status")

        assert sorted(task["taskId"] for task in body["data"]["tasks"]) == ["alive", "ended"]
