"""Creating an instance: which requests are accepted or refused, and what each one writes."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.access.caller import Role
from chassis.testing import caller, http_event
from instances import dependencies
from instances.domain.tenant import TenantStatus
from instances.main import lambda_handler as api


class TestCreateInstance:
    def test_promises_an_instance_in_one_transaction(self, harness):
        tenant_id = harness.tenant()

        status, body = harness.create(
            tenant_id,
            tier="PROFESSIONAL",
            organizationName="Acme Bakeries",
            contactEmail="Anna@Example.com",
            configuration={"desiredCount": 3, "wordpressVersion": "6.8.7"},
            opportunityId="O-1",
        )

        assert status == 202
        instance, operation = body["data"]["instance"], body["data"]["operation"]
        assert instance["state"] == "PENDING_PROVISIONING"
        assert (instance["instanceId"], instance["tier"]) == (tenant_id, "PREMIUM")
        assert instance["configuration"] == {"desiredCount": 3, "wordpressVersion": "6.8.7"}
        assert instance["contactEmail"] == "anna@example.com"
        assert instance["domain"] == f"tenant-{harness.instance(tenant_id).slug}.wp.example"
        assert (operation["operationType"], operation["status"]) == ("INSTANCE_PROVISION", "PENDING")
        assert [part["createdBy"] for part in (instance, operation)] == ["user-test@example.com"] * 2
        kinds = sorted(item["SK"].partition("#")[0] for item in harness.items(tenant_id))
        assert kinds == ["INSTANCE", "OUTBOX", "OUTBOX"]
        assert harness.outbox(tenant_id, "INSTANCE_CREATED")[0]["body"]["payload"]["state"] == "PENDING_PROVISIONING"
        assert dependencies.instance_dao().find_tenant(harness.instance(tenant_id).slug) == tenant_id

    def test_says_where_to_look_and_when(self, harness):
        event = http_event(
            "POST",
            "/v1.0/tenants/{tenant_id}/instances",
            caller=caller(Role.PLATFORM_ADMIN),
            parameters={"tenant_id": harness.tenant()},
            body={"tier": "BASIC"},
        )

        reply = api(event, None)

        assert reply["statusCode"] == 202
        headers = reply["headers"] | {k: v[0] for k, v in reply.get("multiValueHeaders", {}).items()}
        assert headers["Location"].startswith("/v1.0/operations/op-")
        assert headers["Retry-After"] == "5"

    def test_waits_as_long_as_the_caller_prefers(self, harness):
        tenant_id = harness.tenant()

        def work() -> None:
            while harness.instance(tenant_id) is None:
                time.sleep(0.02)
            harness.provision(tenant_id)

        with ThreadPoolExecutor() as worker:
            working = worker.submit(work)
            status, body = harness.create(tenant_id, headers={"Prefer": "wait=20"})
            working.result()

        assert status == 202
        assert body["data"]["operation"]["status"] == "COMPLETED"
        assert body["data"]["instance"]["state"] == "ACTIVE"

    def test_refuses_a_second_one(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        before = harness.items(tenant_id)

        status, body = harness.create(tenant_id, tier="BASIC")

        assert (status, body["code"]) == (409, "INSTANCE_EXISTS")
        assert body["existing"] == f"/v1.0/tenants/{tenant_id}/instances/{tenant_id}"
        assert harness.items(tenant_id) == before

    def test_is_allowed_to_an_active_tenant_without_one(self, harness):
        assert harness.create(harness.tenant(TenantStatus.ACTIVE))[0] == 202

    @pytest.mark.parametrize("status", sorted(set(TenantStatus) - {TenantStatus.PENDING, TenantStatus.ACTIVE}))
    def test_refuses_tenants_that_may_not_have_one(self, harness, status):
        tenant_id = harness.tenant(status)

        code, body = harness.create(tenant_id)

        assert (code, body["code"], body["currentStatus"]) == (422, "TENANT_NOT_PENDING", status)
        assert harness.items(tenant_id) == []

    def test_refuses_a_tenant_that_nobody_knows(self, harness):
        status, body = harness.create(f"tenant-{uuid.uuid4()}")

        assert (status, body["code"]) == (404, "TENANT_NOT_FOUND")

    def test_refuses_an_id_that_is_none_of_a_tenant(self, harness):
        assert harness.create("tenant-x")[1]["code"] == "TENANT_NOT_FOUND"

    def test_asks_the_owner_when_the_copy_has_not_come_yet_and_repairs_it(self, harness):
        tenant_id = harness.tenant(copied=False, version=7)

        assert harness.create(tenant_id)[0] == 202

        assert harness.asked == [tenant_id]
        assert dependencies.tenant_dao().get(tenant_id).version == 7

    def test_asks_the_owner_when_the_copy_is_old(self, harness):
        tenant_id = harness.tenant(TenantStatus.SUSPENDED, version=1)
        harness.tenant(TenantStatus.ACTIVE, tenant_id=tenant_id, copied=False, version=2)

        assert harness.create(tenant_id)[0] == 202

    def test_asks_nobody_while_the_copy_agrees(self, harness):
        harness.create(harness.tenant())

        assert harness.asked == []

    def test_sends_the_caller_away_for_a_moment_when_the_copy_is_newer_than_the_answer(self, harness):
        tenant_id = harness.tenant(TenantStatus.SUSPENDED, version=9)
        harness.tenant(TenantStatus.ACTIVE, tenant_id=tenant_id, copied=False, version=8)

        status, body = harness.create(tenant_id)

        assert (status, body["code"]) == (503, "TENANT_CHANGING")
        assert harness.items(tenant_id) == []

    def test_of_two_at_once_one_is_accepted_even_while_the_owner_is_asked(self, harness, monkeypatch):
        tenant_id = harness.tenant(copied=False)
        owner = dependencies.acceptance().owner
        ask = owner.get_tenant

        def slowly(call, asked):
            tenant = ask(call, asked)
            monkeypatch.setattr(owner, "get_tenant", ask)
            assert harness.create(tenant_id)[0] == 202  # another request meanwhile
            return tenant

        monkeypatch.setattr(owner, "get_tenant", slowly)

        assert harness.create(tenant_id)[1]["code"] == "INSTANCE_EXISTS"

    def test_refuses_a_tenant_whose_short_name_is_taken(self, harness):
        first = harness.tenant()
        harness.create(first)
        twin = harness.tenant(tenant_id=first[:-4] + ("0000" if not first.endswith("0000") else "1111"))

        status, body = harness.create(twin)

        assert (status, body["code"]) == (409, "SLUG_TAKEN")
        assert harness.items(twin) == []

    def test_answers_a_repeated_request_with_the_first_promise(self, harness):
        tenant_id, headers = harness.tenant(), {"Idempotency-Key": "k1"}

        first = harness.create(tenant_id, headers=headers)
        again = harness.create(tenant_id, headers=headers)

        assert (first[0], again[0]) == (202, 202)
        assert first[1]["data"]["operation"]["operationId"] == again[1]["data"]["operation"]["operationId"]
        assert len(harness.outbox(tenant_id, "INSTANCE_CREATED")) == 1

    def test_refuses_the_same_key_with_another_body(self, harness):
        tenant_id, headers = harness.tenant(), {"Idempotency-Key": "k1"}
        harness.create(tenant_id, headers=headers)

        status, body = harness.create(tenant_id, headers=headers, tier="BASIC")

        assert (status, body["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"tier": None}, "tier"),
            ({"tier": "GOLD"}, "tier"),
            ({"organizationName": "x"}, "organizationName"),
            ({"organizationName": "Acme\u202e"}, "organizationName"),
            ({"contactEmail": "nobody"}, "contactEmail"),
            ({"configuration": {"desiredCount": 1}}, "configuration.desiredCount"),
            ({"configuration": {"desiredCount": 11}}, "configuration.desiredCount"),
            ({"configuration": {"desiredCount": "3"}}, "configuration.desiredCount"),
            ({"configuration": {"wordpressVersion": "new"}}, "configuration.wordpressVersion"),
            ({"configuration": {"php": "8"}}, "configuration.php"),
            ({"opportunityId": "a b"}, "opportunityId"),
            ({"instanceId": "mine"}, "instanceId"),
        ],
    )
    def test_names_the_wrong_field_and_changes_nothing(self, harness, body, field):
        tenant_id = harness.tenant()

        status, answer = harness.create(tenant_id, **body)

        assert (status, answer["code"], answer["errors"][0]["field"]) == (400, "VALIDATION_ERROR", field)
        assert harness.items(tenant_id) == []

    @pytest.mark.parametrize("role", [Role.PLATFORM_OPERATOR, Role.PLATFORM_VIEWER, Role.TENANT_ADMIN])
    def test_is_for_platform_admins(self, harness, role):
        tenant_id = harness.tenant()
        who = caller(role, tenant_id=tenant_id if role is Role.TENANT_ADMIN else None)

        assert harness.create(tenant_id, who)[0] == 403
        assert harness.items(tenant_id) == []

    def test_asks_strangers_to_sign_in(self, harness):
        assert harness.create(harness.tenant(), None)[0] == 401
