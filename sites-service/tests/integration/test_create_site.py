"""Asking for a site through the front door, on real tables."""

import json
import threading

import pytest

SITES = "/v1.0/tenants/{tenant_id}/sites"
TENANT = "tenant-0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
OTHER = "tenant-ffffffff-4e5f-4a6b-8c7d-9e0f1a2b3c4d"

TEMPLATE = {
    "data": {
        "templateId": "template-starter",
        "status": "PUBLISHED",
        "version": "1.2.0",
        "themeSlug": "twentytwentythree",
        "pages": [{"slug": "about", "title": "About", "content": "<p>Us</p>"}],
        "frontPage": "about",
    }
}


class TestAcceptance:
    def test_promises_the_site_with_its_operation(self, service, people):
        service.open_gate()

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
        assert [step["name"] for step in operation["steps"]] == ["create_site", "apply_template", "verify_site"]

    def test_links_lead_on_and_say_what_is_not_possible_yet(self, service):
        service.open_gate()

        _, body, _ = service.create()

        address = f"/v1.0/tenants/{TENANT}/sites/{body['data']['site']['siteId']}"
        assert body["_links"]["self"] == {"href": address}
        assert body["_links"]["status"] == {"href": f"{address}/status"}
        assert body["_links"]["cancel"] == {"href": f"{address}/cancel", "method": "POST"}
        assert body["_links"]["operation"]["href"].startswith("/v1.0/operations/op-0a1b2c3d-4e5f-")
        assert body["_unavailable"]["retry"]["unlock"] == "Possible from: FAILED."

    def test_writes_everything_in_one_transaction(self, service):
        service.open_gate()

        _, body, _ = service.create(headers={"idempotency-key": "one"})

        site_id = body["data"]["site"]["siteId"]
        kinds = sorted(item["entityType"]["S"] for item in service.items())
        assert kinds == ["GATE", "IDEMPOTENCY", "OUTBOX", "OUTBOX", "SITE", "SUBDOMAIN"]
        assert service.outbox() == ["SITE_CREATION_REQUEST", "SITE_CREATION_REQUESTED"]
        guard = service.table.get({"PK": "SUBDOMAIN#acme-shop", "SK": "UNIQUE"})
        assert (guard["tenantId"], guard["siteId"]) == (TENANT, site_id)
        assert service.table.get({"PK": f"TENANT#{TENANT}", "SK": "GATE"})["siteCount"] == 1

    def test_the_command_carries_ids_only(self, service):
        service.open_gate()

        service.create()

        command = next(item for item in service.items() if item.get("name", {}).get("S") == "SITE_CREATION_REQUEST")
        assert command["target"]["S"] == "SITE_CREATION_QUEUE"
        assert set(command["body"]["M"]["payload"]["M"]) == {"tenantId", "siteId", "operationId"}

    def test_keeps_what_the_template_was_at_this_moment(self, service):
        service.open_gate()
        service.neighbours.tell("GET", "/v1.0/templates/template-starter", 200, TEMPLATE)

        status, body, _ = service.create(
            body={"templateId": "template-starter"}, headers={"authorization": "Bearer the-token"}
        )

        site = body["data"]["site"]
        assert (status, site["templateId"], site["templateVersion"]) == (202, "template-starter", "1.2.0")
        assert site["_links"]["template"] == {"href": "/v1.0/templates/template-starter"}
        kept = service.table.get({"PK": f"TENANT#{TENANT}", "SK": f"BLUEPRINT#{site['siteId']}"})
        assert kept["pages"] == TEMPLATE["data"]["pages"]
        assert service.neighbours.asked[0]["headers"]["authorization"] == "Bearer the-token"

    def test_asks_nobody_when_no_template_is_wanted(self, service):
        service.open_gate()

        service.create()

        assert service.neighbours.asked == []

    def test_takes_the_whole_form(self, service):
        service.open_gate()
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
        service.open_gate()

        assert service.create(people[person])[0] == status

    @pytest.mark.parametrize("person", ["viewer", "staff_viewer"])
    def test_viewers_may_not(self, service, people, person):
        service.open_gate()

        status, body, _ = service.create(people[person])

        assert (status, body["code"]) == (403, "ROLE_REQUIRED")
        assert service.outbox() == []

    def test_a_stranger_sees_no_tenant(self, service, people):
        service.open_gate()

        status, body, _ = service.create(people["stranger"])

        assert (status, body["code"]) == (404, "TENANT_NOT_FOUND")

    def test_nobody_signs_in_first(self, service):
        status, body, _ = service.call("POST", SITES, None, body={})

        assert (status, body["code"]) == (401, "UNAUTHORIZED")

    def test_an_expired_token_says_so(self, service):
        status, body, _ = service.call("POST", SITES, None, body={}, problem="TOKEN_EXPIRED")

        assert (status, body["code"]) == (401, "TOKEN_EXPIRED")


class TestBadInput:
    @pytest.mark.parametrize(
        ("wish", "field", "code"),
        [
            ({"subdomain": "www"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "tenant-0a1b2c3d4e5f"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "xn--80ak6aa92e"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "Acme"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "-acme"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "acme-"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "ac.me"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "acme\n"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "ac"}, "subdomain", "FIELD_TOO_SHORT"),
            ({"subdomain": "a" * 64}, "subdomain", "FIELD_TOO_LONG"),
            ({"subdomain": 7}, "subdomain", "INVALID_FIELD_TYPE"),
            ({"subdomain": None}, "subdomain", "INVALID_FIELD_TYPE"),
            ({"siteName": ""}, "siteName", "FIELD_TOO_SHORT"),
            ({"siteName": "   "}, "siteName", "FIELD_TOO_SHORT"),
            ({"siteName": "x" * 101}, "siteName", "FIELD_TOO_LONG"),
            ({"siteName": "two\nlines"}, "siteName", "INVALID_FIELD_VALUE"),
            ({"siteName": "a\u202eb"}, "siteName", "INVALID_FIELD_VALUE"),
            ({"siteName": "nul\0"}, "siteName", "INVALID_FIELD_VALUE"),
            ({"environment": "LIVE"}, "environment", "INVALID_FIELD_VALUE"),
            ({"environment": "dev"}, "environment", "INVALID_FIELD_VALUE"),
            ({"adminEmail": "nobody"}, "adminEmail", "INVALID_FIELD_VALUE"),
            ({"plugins": []}, "plugins", "UNKNOWN_FIELD"),
            ({"status": "ACTIVE"}, "status", "UNKNOWN_FIELD"),
            ({"configuration": {"phpVersion": "8"}}, "configuration.phpVersion", "UNKNOWN_FIELD"),
            ({"configuration": {"timezone": "Mars/Base"}}, "configuration.timezone", "INVALID_FIELD_VALUE"),
            ({"configuration": {"timezone": "../etc"}}, "configuration.timezone", "INVALID_FIELD_VALUE"),
            ({"configuration": {"timezone": "Africa"}}, "configuration.timezone", "INVALID_FIELD_VALUE"),
            ({"configuration": {"language": "fr_FR"}}, "configuration.language", "INVALID_FIELD_VALUE"),
            ({"configuration": {"language": "EN"}}, "configuration.language", "INVALID_FIELD_VALUE"),
            ({"templateId": ""}, "templateId", "FIELD_TOO_SHORT"),
        ],
    )
    def test_names_the_field_and_changes_nothing(self, service, wish, field, code):
        service.open_gate()

        status, body, _ = service.create(body=wish)

        assert (status, body["code"]) == (400, "VALIDATION_ERROR")
        assert [(error["field"], error["code"]) for error in body["errors"]] == [(field, code)]
        assert body["errors"][0]["message"]
        assert [item["entityType"]["S"] for item in service.items()] == ["GATE"]

    def test_takes_63_characters_and_3(self, service):
        service.open_gate()

        assert service.create(body={"subdomain": "a" * 63})[0] == 202
        assert service.create(body={"subdomain": "a-b"})[0] == 202

    def test_names_what_is_missing(self, service):
        service.open_gate()

        status, body, _ = service.call("POST", SITES, _admin(), body={})

        assert status == 400
        assert {(e["field"], e["code"]) for e in body["errors"]} == {
            ("siteName", "MISSING_REQUIRED_FIELD"),
            ("subdomain", "MISSING_REQUIRED_FIELD"),
        }

    @pytest.mark.parametrize(
        ("text", "status", "code"),
        [
            (json.dumps({"siteName": "x" * 300_000}), 413, "PAYLOAD_TOO_LARGE"),
            ('{"a":' * 40 + "1" + "}" * 40, 400, "VALIDATION_ERROR"),
            ("{not json", 400, "VALIDATION_ERROR"),
            ("[]", 400, "VALIDATION_ERROR"),
            ('{"siteName": "\\ud800", "subdomain": "acme"}', 400, "VALIDATION_ERROR"),
        ],
    )
    def test_survives_hostile_bodies(self, service, text, status, code):
        service.open_gate()

        found, body, _ = service.call("POST", SITES, _admin(), body=text)

        assert (found, body["code"]) == (status, code)

    def test_knows_no_other_method(self, service):
        status, body, headers = service.call("DELETE", SITES, _admin())

        assert (status, body["code"], headers["Allow"]) == (405, "METHOD_NOT_ALLOWED", "GET, POST")


class TestRefusals:
    def test_a_subdomain_belongs_to_one_site_of_the_platform(self, service):
        service.open_gate()
        service.open_gate(OTHER)
        stranger = _of(OTHER)
        service.create(stranger, parameters={"tenant_id": OTHER})

        status, body, _ = service.create()

        assert (status, body["code"]) == (409, "SUBDOMAIN_TAKEN")
        assert body["errors"][0]["field"] == "subdomain"
        assert OTHER not in json.dumps(body)
        assert "siteId" not in body

    def test_a_subdomain_of_ones_own_site_says_which(self, service):
        service.open_gate()
        _, first, _ = service.create()

        status, body, _ = service.create()

        assert (status, body["siteId"]) == (409, first["data"]["site"]["siteId"])
        assert service.table.get({"PK": f"TENANT#{TENANT}", "SK": "GATE"})["siteCount"] == 1

    def test_a_subdomain_of_ones_own_failed_site_says_to_retry(self, service):
        service.open_gate()
        _, first, _ = service.create()
        site_id = first["data"]["site"]["siteId"]
        service.call("POST", f"{SITES}/{{site_id}}/cancel", _admin(), parameters={"site_id": site_id})

        status, body, _ = service.create()

        assert (status, body["siteStatus"]) == (409, "FAILED")
        assert f"POST /v1.0/tenants/{TENANT}/sites/{site_id}/retry" in body["detail"]

    @pytest.mark.parametrize("status", ["PENDING", "SUSPENDED", "PARKED", "FAILED", "DEPROVISIONED", "ODD"])
    def test_the_tenant_must_be_active(self, service, status):
        service.open_gate(status=status)
        service.owners_say(status=status, version=5)

        found, body, _ = service.create()

        assert (found, body["code"], body["currentStatus"]) == (422, "TENANT_NOT_ACTIVE", status)
        assert service.outbox() == []

    def test_the_instance_must_be_active(self, service):
        service.open_gate(state="PROVISIONING")
        service.owners_say(state="PROVISIONING", version=5)

        status, body, _ = service.create()

        assert (status, body["code"], body["currentStatus"]) == (422, "INSTANCE_NOT_ACTIVE", "PROVISIONING")

    def test_there_must_be_an_instance(self, service):
        service.neighbours.tell("GET", f"/v1.0/tenants/{TENANT}", 200, {"data": {"status": "ACTIVE", "version": 1}})

        status, body, _ = service.create()

        assert (status, body["code"], body["currentStatus"]) == (422, "INSTANCE_NOT_ACTIVE", "NONE")
        assert f"POST /v1.0/tenants/{TENANT}/instances" in body["detail"]

    def test_the_quota_of_the_tier_holds(self, service):
        service.open_gate(tier="BASIC")
        service.owners_say(tier="BASIC", version=5)
        for number in range(5):
            assert service.create(body={"subdomain": f"shop-{number}"})[0] == 202

        status, body, _ = service.create(body={"subdomain": "shop-5"})

        assert (status, body["code"]) == (422, "QUOTA_EXCEEDED")
        assert (body["limit"], body["used"], body["tier"]) == (5, 5, "BASIC")

    def test_the_template_must_be_published(self, service):
        service.open_gate()
        draft = {"data": TEMPLATE["data"] | {"status": "DRAFT"}}
        service.neighbours.tell("GET", "/v1.0/templates/template-draft", 200, draft)

        for template_id in ("template-draft", "template-unknown", "../tenants", "TEMPLATE"):
            status, body, _ = service.create(body={"templateId": template_id})

            assert (status, body["code"]) == (422, "TEMPLATE_NOT_FOUND")
            assert body["errors"][0]["field"] == "templateId"
        assert service.outbox() == []

    def test_a_silent_catalogue_is_our_trouble(self, service):
        service.open_gate()
        service.neighbours.tell("GET", "/v1.0/templates/template-starter", 500, {})

        status, body, headers = service.create(body={"templateId": "template-starter"})

        assert (status, body["code"]) == (503, "TEMPORARILY_UNAVAILABLE")
        assert headers["Retry-After"]


class TestCopyThatIsLate:
    def test_asks_the_owners_before_it_refuses(self, service):
        service.open_gate(status="PENDING", state="PROVISIONING")
        service.owners_say()

        assert service.create()[0] == 202
        assert len(service.neighbours.asked) == 2

    def test_a_tenant_of_whom_nothing_was_heard_may_have_a_site(self, service):
        service.owners_say()

        assert service.create()[0] == 202

    def test_takes_over_a_higher_tier(self, service):
        service.open_gate(tier="BASIC")
        for number in range(5):
            service.create(body={"subdomain": f"shop-{number}"})
        service.owners_say(tier="PREMIUM")

        assert service.create(body={"subdomain": "shop-5"})[0] == 202

    def test_staff_who_name_no_tenant_of_ours_are_told(self, service, people):
        status, body, _ = service.create(people["staff"])

        assert (status, body["code"]) == (404, "TENANT_NOT_FOUND")
        assert service.items() == []


class TestIdempotency:
    def test_the_same_request_makes_one_site(self, service):
        service.open_gate()

        answers = [service.create(headers={"idempotency-key": "key-1"}) for _ in range(5)]

        assert [status for status, _, _ in answers] == [202] * 5
        assert len({body["data"]["site"]["siteId"] for _, body, _ in answers}) == 1
        assert service.table.get({"PK": f"TENANT#{TENANT}", "SK": "GATE"})["siteCount"] == 1

    def test_twenty_at_once_make_one_site(self, service):
        service.open_gate()

        answers = _at_once(20, lambda _: service.create(headers={"idempotency-key": "key-1"}))

        assert {status for status, _, _ in answers} == {202}
        assert len({body["data"]["site"]["siteId"] for _, body, _ in answers}) == 1
        assert service.outbox() == ["SITE_CREATION_REQUEST", "SITE_CREATION_REQUESTED"]

    def test_another_body_under_the_same_key_is_refused(self, service):
        service.open_gate()
        service.create(headers={"idempotency-key": "key-1"})

        status, body, _ = service.create(body={"subdomain": "other"}, headers={"idempotency-key": "key-1"})

        assert (status, body["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")

    def test_another_person_has_keys_of_their_own(self, service, people):
        service.open_gate()
        service.create(people["admin"], headers={"idempotency-key": "key-1"})

        status, body, _ = service.create(people["operator"], headers={"idempotency-key": "key-1"})

        assert (status, body["code"]) == (409, "SUBDOMAIN_TAKEN")

    def test_a_refused_request_may_come_again_under_its_key(self, service):
        service.open_gate(tier="BASIC", status="PENDING")
        service.owners_say(status="PENDING", version=5)
        assert service.create(headers={"idempotency-key": "key-1"})[0] == 422
        service.owners_say(version=6)

        assert service.create(headers={"idempotency-key": "key-1"})[0] == 202

    def test_the_answer_stays_when_the_template_has_gone(self, service):
        service.open_gate()
        service.neighbours.tell("GET", "/v1.0/templates/template-starter", 200, TEMPLATE)
        wish = {"body": {"templateId": "template-starter"}, "headers": {"idempotency-key": "key-1"}}
        _, first, _ = service.create(**wish)
        service.neighbours.answers.clear()

        status, again, _ = service.create(**{**wish, "body": dict(wish["body"])})

        assert (status, again["data"]["site"]["siteId"]) == (202, first["data"]["site"]["siteId"])


class TestRaces:
    def test_two_people_want_one_subdomain(self, service, people):
        service.open_gate()
        pair = [people["admin"], people["operator"]]

        answers = _at_once(10, lambda number: service.create(pair[number % 2]))

        assert sorted(status for status, _, _ in answers) == [202] + [409] * 9
        assert service.table.get({"PK": f"TENANT#{TENANT}", "SK": "GATE"})["siteCount"] == 1

    def test_the_quota_holds_when_all_come_at_once(self, service):
        service.open_gate(tier="BASIC")
        service.owners_say(tier="BASIC", version=5)

        answers = _at_once(12, lambda number: service.create(body={"subdomain": f"shop-{number}"}))

        assert sorted(status for status, _, _ in answers) == [202] * 5 + [422] * 7
        assert service.table.get({"PK": f"TENANT#{TENANT}", "SK": "GATE"})["siteCount"] == 5


def _admin():
    return _of(TENANT)


def _of(tenant_id):
    from chassis.caller import Role
    from chassis.testing import caller

    return caller(Role.TENANT_ADMIN, tenant_id=tenant_id, user_id="user-admin")


def _at_once(count, work):
    answers = [None] * count
    start = threading.Barrier(count)

    def run(number):
        start.wait()
        answers[number] = work(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
