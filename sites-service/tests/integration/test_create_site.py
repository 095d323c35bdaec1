"""Creating a site through the API, on emulated tables."""

import pytest

SITES = "/v1.0/tenants/{tenant_id}/sites"
TENANT = "tenant-0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


class TestAcceptance:
    def test_promises_the_site_with_its_operation(self, service, people):
        service.make_eligible()

        status, body, headers = service.create(people["operator"], body={"environment": "SIT"})

        assert status == 202
        operation, site = body["data"]["operation"], body["data"]["site"]
        assert headers["Location"] == f"/v1.0/operations/{operation['operationId']}"
        assert int(headers["Retry-After"]) > 0
        assert (site["status"], site["environment"], site["url"]) == ("PROVISIONING", "SIT", None)
        assert site["adminEmail"] == "user-operator@example.com"
        assert site["ownerId"] == "user-operator"
        assert site["operationId"] == operation["operationId"]
        assert (operation["status"], operation["operationType"], operation["progress"]) == (
            "PENDING",
            "SITE_CREATION",
            0,
        )
        assert [step["name"] for step in operation["steps"]] == [
            "create_listener_rule",
            "create_site",
            "apply_template",
            "verify_site",
        ]

    def test_links_lead_on_and_say_what_is_not_possible_yet(self, service):
        service.make_eligible()

        _, body, _ = service.create()

        address = f"/v1.0/tenants/{TENANT}/sites/{body['data']['site']['siteId']}"
        assert body["_links"]["self"] == {"href": address}
        assert body["_links"]["status"] == {"href": f"{address}/status"}
        assert body["_links"]["cancel"] == {"href": f"{address}/cancel", "method": "POST"}
        assert body["_links"]["operation"]["href"].startswith("/v1.0/operations/op-0a1b2c3d-4e5f-")
        assert body["_unavailable"]["retry"]["unlock"] == "Wait until it is online, or cancel its creation."

    def test_writes_everything_in_one_transaction(self, service):
        service.make_eligible()

        _, body, _ = service.create(headers={"idempotency-key": "one"})

        site_id = body["data"]["site"]["siteId"]
        kinds = sorted(item["entityType"] for item in service.items())
        assert kinds == ["ELIGIBILITY", "IDEMPOTENCY", "OUTBOX", "OUTBOX", "SITE", "SUBDOMAIN"]
        assert service.outbox() == ["SITE_CREATION_REQUEST", "SITE_CREATION_REQUESTED"]
        guard = service.table.get({"PK": "SUBDOMAIN#acme-shop", "SK": "UNIQUE"})
        assert (guard["tenantId"], guard["siteId"]) == (TENANT, site_id)
        assert service.table.get({"PK": f"TENANT#{TENANT}", "SK": "ELIGIBILITY"})["siteCount"] == 1

    def test_the_command_carries_ids_only(self, service):
        service.make_eligible()

        service.create()

        command = next(item for item in service.items() if item.get("name") == "SITE_CREATION_REQUEST")
        assert command["target"] == "SITE_CREATION_QUEUE"
        assert set(command["body"]["payload"]) == {"tenantId", "siteId", "operationId"}

    def test_keeps_what_the_template_was_at_this_moment(self, service, starter):
        service.make_eligible()
        service.neighbours.tell("GET", "/v1.0/templates/template-starter", 200, starter)

        status, body, _ = service.create(
            body={"templateId": "template-starter"}, headers={"authorization": "Bearer the-token"}
        )

        site = body["data"]["site"]
        assert (status, site["templateId"], site["templateVersion"]) == (202, "template-starter", "1.2.0")
        assert site["_links"]["template"] == {"href": "/v1.0/templates/template-starter"}
        kept = service.table.get({"PK": f"TENANT#{TENANT}", "SK": f"BLUEPRINT#{site['siteId']}"})
        assert kept["pages"] == starter["data"]["pages"]
        assert service.neighbours.asked[0]["headers"]["authorization"] == "Bearer the-token"

    def test_asks_nobody_when_no_template_is_wanted(self, service):
        service.make_eligible()

        service.create()

        assert service.neighbours.asked == []

    def test_takes_the_whole_form(self, service):
        service.make_eligible()
        wish = {
            "siteName": "  Café Zürich  ",
            "configuration": {"language": "de_DE", "timezone": "Africa/Johannesburg"},
            "adminEmail": "owner@cafe.example.com",
        }

        status, body, _ = service.create(body=wish)

        site = body["data"]["site"]
        assert (status, site["siteName"], site["adminEmail"]) == (202, "Café Zürich", "owner@cafe.example.com")
        assert site["configuration"] == wish["configuration"]


class TestWho:
    @pytest.mark.parametrize(("person", "status"), [("admin", 202), ("operator", 202), ("staff", 202)])
    def test_editors_may(self, service, people, person, status):
        service.make_eligible()

        assert service.create(people[person])[0] == status

    @pytest.mark.parametrize("person", ["viewer", "staff_viewer"])
    def test_viewers_may_not(self, service, people, person):
        service.make_eligible()

        status, body, _ = service.create(people[person])

        assert (status, body["code"]) == (403, "ROLE_REQUIRED")
        assert service.outbox() == []

    def test_a_stranger_sees_no_tenant(self, service, people):
        service.make_eligible()

        status, body, _ = service.create(people["stranger"])

        assert (status, body["code"]) == (404, "TENANT_NOT_FOUND")

    def test_nobody_signs_in_first(self, service):
        status, body, _ = service.call("POST", SITES, None, body={})

        assert (status, body["code"]) == (401, "UNAUTHORIZED")

    def test_an_expired_token_says_so(self, service):
        status, body, _ = service.call("POST", SITES, None, body={}, problem="TOKEN_EXPIRED")

        assert (status, body["code"]) == (401, "TOKEN_EXPIRED")
