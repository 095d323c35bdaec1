"""Reading sites through the API, on emulated tables."""

import pytest

from chassis.dynamodb.conditions import UpdateExpression

TENANT = "tenant-0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
OTHER = "tenant-ffffffff-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
SITES = "/v1.0/tenants/{tenant_id}/sites"
SITE = SITES + "/{site_id}"


@pytest.fixture
def made(service):
    """Six sites, alternately DEV and PROD; the first one has failed."""
    service.make_eligible()
    found = []
    for number in range(6):
        wish = {"subdomain": f"shop-{number}", "environment": "PROD" if number % 2 else "DEV"}
        found.append(service.create(body=wish)[1]["data"]["site"])
    _path(service, "POST", f"{SITE}/cancel", found[0])
    return found


def _path(service, method, path, site, who=None, **options):
    from chassis.access.caller import Role
    from chassis.testing import caller

    who = who or caller(Role.TENANT_ADMIN, tenant_id=TENANT, user_id="user-admin")
    return service.call(method, path, who, parameters={"site_id": site["siteId"]}, **options)


def _list(service, who, query=None):
    return service.call("GET", SITES, who, query=query)


class TestListSites:
    def test_newest_first(self, service, made, people):
        status, body, _ = _list(service, people["viewer"])

        assert status == 200
        assert [site["createdAt"] for site in body["data"]] == sorted((s["createdAt"] for s in made), reverse=True)
        assert {site["siteId"] for site in body["data"]} == {site["siteId"] for site in made}

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ({"status": "FAILED"}, {0}),
            ({"status": "PROVISIONING"}, {1, 2, 3, 4, 5}),
            ({"environment": "PROD"}, {1, 3, 5}),
            ({"status": "PROVISIONING", "environment": "DEV"}, {2, 4}),
            ({"status": "ACTIVE"}, set()),
        ],
    )
    def test_narrows_by_status_and_environment(self, service, made, people, query, numbers):
        _, body, _ = _list(service, people["viewer"], query)

        assert {site["siteId"] for site in body["data"]} == {made[number]["siteId"] for number in numbers}

    @pytest.mark.parametrize("filters", [{}, {"status": "PROVISIONING"}, {"environment": "DEV"}])
    def test_pages_show_each_site_once(self, service, made, people, filters):
        _, whole, _ = _list(service, people["viewer"], filters)
        seen, query = [], {**filters, "pageSize": "1"}
        for _ in range(20):
            _, body, _ = _list(service, people["viewer"], query)
            seen += body["data"]
            if not body["page"]["moreAvailable"]:
                break
            query |= {"startAt": body["page"]["startAt"]}

        assert [site["siteId"] for site in seen] == [site["siteId"] for site in whole["data"]]

    def test_offers_to_create_one_to_those_who_may(self, service, people):
        _, editor, _ = _list(service, people["operator"])
        _, viewer, _ = _list(service, people["viewer"])

        assert editor["_links"]["create"] == {"href": f"/v1.0/tenants/{TENANT}/sites", "method": "POST"}
        assert viewer["_unavailable"]["create"]["code"] == "ROLE_REQUIRED"

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ({"pageSize": "0"}, "pageSize"),
            ({"pageSize": "1000"}, "pageSize"),
            ({"status": "GONE"}, "status"),
            ({"environment": "TEST"}, "environment"),
            ({"startAt": "garbage"}, "startAt"),
            ({"stauts": "ACTIVE"}, "stauts"),
        ],
    )
    def test_names_the_wrong_parameter(self, service, people, query, field):
        status, body, _ = _list(service, people["viewer"], query)

        assert (status, body["errors"][0]["field"]) == (400, field)

    def test_a_cursor_opens_no_other_list(self, service, made, people):
        _, first, _ = _list(service, people["viewer"], {"pageSize": "2"})
        cursor = first["page"]["startAt"]

        assert _list(service, people["admin"], {"startAt": cursor})[1]["code"] == "INVALID_PAGINATION_TOKEN"
        odd = _list(service, people["viewer"], {"startAt": cursor, "status": "FAILED"})
        assert odd[1]["code"] == "INVALID_PAGINATION_TOKEN"

    def test_a_stranger_sees_no_tenant(self, service, made, people):
        assert _list(service, people["stranger"])[0] == 404


class TestGetSite:
    def test_shows_the_site_and_what_may_be_done(self, service, made, people):
        status, body, _ = _path(service, "GET", SITE, made[0], people["operator"])

        assert (status, body["data"]["siteName"], body["data"]["status"]) == (200, "Acme Shop", "FAILED")
        assert body["data"]["failure"] == {
            "code": "CANCELLED",
            "message": "Somebody cancelled this. Retry it to do it after all.",
            "safeToRetry": True,
        }
        assert body["_links"]["retry"]["method"] == "POST"
        assert body["_unavailable"]["cancel"]["code"] == "INVALID_STATUS_TRANSITION"

    def test_offers_nothing_to_change_to_a_viewer(self, service, made, people):
        _, body, _ = _path(service, "GET", SITE, made[0], people["viewer"])

        assert "retry" not in body["_links"]
        assert body["_unavailable"]["retry"]["code"] == "ROLE_REQUIRED"

    @pytest.mark.parametrize("site_id", ["site-unknown", "..", "SITE", "x" * 2049, "primary"])
    def test_answers_404_for_whatever_is_no_site(self, service, people, site_id):
        assert _path(service, "GET", SITE, {"siteId": site_id}, people["viewer"])[0] == 404

    def test_foreign_and_unknown_look_alike(self, service, made, people):
        from chassis.access.caller import Role
        from chassis.testing import caller

        stranger = caller(Role.TENANT_ADMIN, tenant_id=OTHER, user_id="user-stranger")
        answers = []
        for site_id in (made[0]["siteId"], "site-00000000-0000-4000-8000-000000000000"):
            parameters = {"tenant_id": OTHER, "site_id": site_id}
            status, body, _ = service.call("GET", SITE, stranger, parameters=parameters)
            answers.append((status, {name: body[name] for name in ("type", "title", "detail", "code", "errors")}))

        assert answers[0] == answers[1]
        assert answers[0][0] == 404


class TestGetSiteStatus:
    def test_tells_how_far_it_is(self, service, made, people):
        status, body, _ = _path(service, "GET", f"{SITE}/status", made[1], people["viewer"])

        data = body["data"]
        assert (status, data["requestId"]) == (200, made[1]["operationId"])
        assert (data["status"], data["progress"], data["currentStep"]) == ("PROVISIONING", 0, None)
        assert {step["status"] for step in data["steps"]} == {"PENDING"}
        assert (data["completedAt"], data["failedAt"], data["error"]) == (None, None, None)

    def test_tells_why_it_failed_and_when(self, service, made, people):
        _, body, _ = _path(service, "GET", f"{SITE}/status", made[0], people["viewer"])

        assert body["data"]["error"]["code"] == "CANCELLED"
        assert body["data"]["failedAt"]
        assert body["data"]["completedAt"] is None

    def test_outlives_its_operation(self, service, made, people):
        """Operations are kept for 90 days; sites are kept longer."""
        key = {"PK": f"TENANT#{TENANT}", "SK": f"SITE#{made[0]['siteId']}"}
        service.table.update(key, UpdateExpression(set={"operationId": "op-0a1b2c3d-4e5f-0000-0000-000000000000"}))

        status, body, _ = _path(service, "GET", f"{SITE}/status", made[0], people["viewer"])

        assert (status, body["data"]["steps"], body["data"]["error"]["code"]) == (200, [], "CANCELLED")

    def test_answers_404_for_an_unknown_site(self, service, people):
        status, body, _ = _path(service, "GET", f"{SITE}/status", {"siteId": "site-unknown"}, people["viewer"])

        assert (status, body["code"]) == (404, "SITE_NOT_FOUND")


class TestHealth:
    def test_needs_no_sign_in(self, service):
        status, body, _ = service.call("GET", "/v1.0/health/sites", None)

        assert (status, body["data"]) == (200, {"service": "sites", "status": "ok"})
