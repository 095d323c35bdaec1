"""What the rules refuse, and that a copy which is only late refuses nobody."""

import json
import threading

import pytest

from sites.services import eligibility_refresh

SITES = "/v1.0/tenants/{tenant_id}/sites"
TENANT = "tenant-0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
OTHER = "tenant-ffffffff-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


class TestRefusals:
    def test_a_subdomain_belongs_to_one_site_of_the_platform(self, service, people):
        service.make_eligible()
        service.make_eligible(OTHER)
        stranger = people["stranger"]
        service.create(stranger, parameters={"tenant_id": OTHER})

        status, body, _ = service.create()

        assert (status, body["code"]) == (409, "SUBDOMAIN_TAKEN")
        assert body["errors"][0]["field"] == "subdomain"
        assert OTHER not in json.dumps(body)
        assert "siteId" not in body

    def test_a_subdomain_of_ones_own_site_says_which(self, service):
        service.make_eligible()
        _, first, _ = service.create()

        status, body, _ = service.create()

        assert (status, body["siteId"]) == (409, first["data"]["site"]["siteId"])
        assert service.table.get({"PK": f"TENANT#{TENANT}", "SK": "ELIGIBILITY"})["siteCount"] == 1

    def test_a_subdomain_of_ones_own_failed_site_says_to_retry(self, service, people):
        service.make_eligible()
        _, first, _ = service.create()
        site_id = first["data"]["site"]["siteId"]
        service.call("POST", f"{SITES}/{{site_id}}/cancel", people["admin"], parameters={"site_id": site_id})

        status, body, _ = service.create()

        assert (status, body["siteStatus"]) == (409, "FAILED")
        assert f"POST /v1.0/tenants/{TENANT}/sites/{site_id}/retry" in body["detail"]

    @pytest.mark.parametrize("status", ["PENDING", "SUSPENDED", "PARKED", "FAILED", "DEPROVISIONED", "ODD"])
    def test_the_tenant_must_be_active(self, service, status, monkeypatch):
        monkeypatch.setattr(eligibility_refresh, "PATIENCE_SECONDS", 0.3)
        service.make_eligible(status=status)
        service.owners_say(status=status, version=5)

        found, body, _ = service.create()

        assert (found, body["code"], body["currentStatus"]) == (422, "TENANT_NOT_ACTIVE", status)
        assert service.outbox() == []

    def test_a_tenant_that_is_just_becoming_active_is_waited_for(self, service):
        """Its instance is ACTIVE already, and the tenant follows: nobody is refused for being quick."""
        service.make_eligible(status="PENDING")
        service.owners_say(status="PENDING", version=5)
        follows = threading.Timer(0.5, service.owners_say, kwargs={"status": "ACTIVE", "version": 6})
        follows.start()

        status, _, _ = service.create()
        follows.join()

        assert status == 202

    def test_the_instance_must_be_active(self, service):
        service.make_eligible(state="PROVISIONING")
        service.owners_say(state="PROVISIONING", version=5)

        status, body, _ = service.create()

        assert (status, body["code"], body["currentStatus"]) == (422, "INSTANCE_NOT_ACTIVE", "PROVISIONING")

    def test_there_must_be_an_instance(self, service):
        service.neighbours.tell("GET", f"/v1.0/tenants/{TENANT}", 200, {"data": {"status": "ACTIVE", "version": 1}})

        status, body, _ = service.create()

        assert (status, body["code"], body["currentStatus"]) == (422, "INSTANCE_NOT_ACTIVE", "NONE")
        assert f"POST /v1.0/tenants/{TENANT}/instances" in body["detail"]

    def test_the_quota_of_the_tier_holds(self, service):
        service.make_eligible(tier="BASIC")
        service.owners_say(tier="BASIC", version=5)
        for number in range(5):
            assert service.create(body={"subdomain": f"shop-{number}"})[0] == 202

        status, body, _ = service.create(body={"subdomain": "shop-5"})

        assert (status, body["code"]) == (422, "QUOTA_EXCEEDED")
        assert (body["limit"], body["used"], body["tier"]) == (5, 5, "BASIC")

    def test_the_template_must_be_published(self, service, starter):
        service.make_eligible()
        draft = {"data": starter["data"] | {"status": "DRAFT"}}
        service.neighbours.tell("GET", "/v1.0/templates/template-draft", 200, draft)

        for template_id in ("template-draft", "template-unknown", "../tenants", "TEMPLATE"):
            status, body, _ = service.create(body={"templateId": template_id})

            assert (status, body["code"]) == (422, "TEMPLATE_NOT_FOUND")
            assert body["errors"][0]["field"] == "templateId"
        assert service.outbox() == []

    def test_a_silent_catalogue_is_our_trouble(self, service):
        service.make_eligible()
        service.neighbours.tell("GET", "/v1.0/templates/template-starter", 500, {})

        status, body, headers = service.create(body={"templateId": "template-starter"})

        assert (status, body["code"]) == (503, "TEMPORARILY_UNAVAILABLE")
        assert headers["Retry-After"]


class TestCopyThatIsLate:
    def test_asks_the_owners_before_it_refuses(self, service):
        service.make_eligible(status="PENDING", state="PROVISIONING")
        service.owners_say()

        assert service.create()[0] == 202
        assert len(service.neighbours.asked) == 2

    def test_a_tenant_of_whom_nothing_was_heard_may_have_a_site(self, service):
        service.owners_say()

        assert service.create()[0] == 202

    def test_takes_over_a_higher_tier(self, service):
        service.make_eligible(tier="BASIC")
        for number in range(5):
            service.create(body={"subdomain": f"shop-{number}"})
        service.owners_say(tier="PREMIUM")

        assert service.create(body={"subdomain": "shop-5"})[0] == 202

    def test_staff_who_name_no_tenant_of_ours_are_told(self, service, people):
        status, body, _ = service.create(people["staff"])

        assert (status, body["code"]) == (404, "TENANT_NOT_FOUND")
        assert service.items() == []
