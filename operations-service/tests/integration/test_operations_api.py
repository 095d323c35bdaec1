"""The operations API on a real table; the chassis's operation log writes the operations."""

import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.access.caller import Caller, Role
from chassis.dynamodb.transaction import transact
from chassis.operations.operation import OperationError, StepStatus
from chassis.operations.operation_log import NewOperation, OperationLog
from chassis.runtime import clients
from chassis.testing import caller, http_event
from operations import dependencies
from operations.api import api

TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"
OTHER = "tenant-9c4e28ba-2fa1-4d2e-883f-0016d3cca427"
SITE = "site-5a4e28ba-2fa1-4d2e-883f-0016d3cca427"
VIEWER = caller(Role.TENANT_VIEWER, tenant_id=TENANT)
ADMIN = caller(Role.TENANT_ADMIN, tenant_id=TENANT)
STRANGER = caller(Role.TENANT_ADMIN, tenant_id=OTHER)
STAFF = caller(Role.PLATFORM_ADMIN)
LEASE = timedelta(seconds=45)
ONE = "/v1.0/operations/{operation_id}"
LIST = "/v1.0/tenants/{tenant_id}/operations"


@pytest.fixture
def log(tables, clock):
    dependencies.settings.cache_clear()
    dependencies.operation_service.cache_clear()
    return OperationLog(clients.dynamodb(), tables("operations"), clock)


@pytest.fixture
def begin(log, clock):
    """Accept an operation, one second after the previous one."""

    def begin(tenant_id: str = TENANT, operation_type: str = "SITE_CREATION"):
        site = operation_type == "SITE_CREATION"
        new = NewOperation(
            tenant_id=tenant_id,
            operation_type=operation_type,
            resource_type="SITE" if site else "INSTANCE",
            resource_id=SITE if site else tenant_id,
            resource_href=f"/v1.0/tenants/{tenant_id}/sites/{SITE}",
            steps=[("create_site", "Create the site"), ("verify_site", "Verify the site")],
            created_by="thandi@acme.example",
            correlation_id="trace-1",
        )
        clock.advance(seconds=1)
        operation, line = log.begin(new)
        transact(clients.dynamodb(), [line])
        return operation

    return begin


@pytest.fixture
def fail(log, clock):
    """Make an operation fail at its second step, four seconds after it was claimed."""

    def fail(operation):
        held = log.claim(operation.operation_id, LEASE)
        first, second = held.steps
        started = held.started_at
        clock.advance(seconds=4)
        first = replace(first, status=StepStatus.COMPLETED, attempts=1, started_at=started, completed_at=started)
        second = replace(second, status=StepStatus.FAILED, attempts=5, result={"blogId": "7"})
        error = OperationError(
            code="DEPENDENCY_UNAVAILABLE",
            message="WordPress is away.",
            step="verify_site",
            cause="ECONNREFUSED 10.0.0.7",
        )
        over = log.fail_write(replace(held, steps=(first, second)), error)
        transact(clients.dynamodb(), [over])

    return fail


def get(path: str, who: Caller | None = VIEWER, **options) -> tuple[int, dict, dict]:
    reply = api(http_event("GET", path, caller=who, **options), None)
    return reply["statusCode"], json.loads(reply["body"]), reply["headers"]


def get_one(operation_id: str, who: Caller | None = VIEWER, **options) -> tuple[int, dict, dict]:
    return get(ONE, who, parameters={"operation_id": operation_id}, **options)


def ids(body: dict) -> list[str]:
    return [item["operationId"] for item in body["data"]]


class TestGetOperation:
    def test_shows_a_promise_that_nobody_has_begun(self, begin):
        operation = begin()

        status, body, headers = get_one(operation.operation_id)

        assert status == 200
        assert headers["Retry-After"] == "2"
        data = body["data"]
        assert (data["status"], data["progress"], data["message"]) == ("PENDING", 0, "Waiting to start.")
        assert (data["resourceType"], data["resourceId"], data["createdBy"]) == ("SITE", SITE, "thandi@acme.example")
        assert [step["name"] for step in data["steps"]] == ["create_site", "verify_site"]
        assert (data["startedAt"], data["durationSeconds"], data["error"]) == (None, None, None)

    def test_shows_how_far_it_came_and_why_it_failed(self, begin, fail):
        operation = begin()
        fail(operation)

        _, body, headers = get_one(operation.operation_id)

        data = body["data"]
        assert (data["status"], data["progress"], data["durationSeconds"]) == ("FAILED", 50, 4.0)
        assert data["message"] == "WordPress is away."
        assert data["steps"][0]["durationSeconds"] == 0.0
        assert data["steps"][1]["attempts"] == 5
        assert data["error"] == {
            "code": "DEPENDENCY_UNAVAILABLE",
            "message": "WordPress is away.",
            "step": "verify_site",
            "cause": None,
            "safeToRetry": True,
        }
        assert "Retry-After" not in headers

    def test_shows_the_technical_cause_to_staff_only_and_the_steps_findings_to_nobody(self, begin, fail):
        operation = begin()
        fail(operation)

        _, to_staff, _ = get_one(operation.operation_id, STAFF)
        _, to_customer, _ = get_one(operation.operation_id, ADMIN)

        assert to_staff["data"]["error"]["cause"] == "ECONNREFUSED 10.0.0.7"
        assert "ECONNREFUSED" not in json.dumps(to_customer)
        assert "blogId" not in json.dumps(to_staff)

    def test_links_lead_to_the_resource_the_tenant_and_the_list(self, begin):
        operation = begin()

        _, body, _ = get_one(operation.operation_id)

        assert body["_links"] == {
            "self": {"href": f"/v1.0/operations/{operation.operation_id}"},
            "collection": {"href": f"/v1.0/tenants/{TENANT}/operations"},
            "tenant": {"href": f"/v1.0/tenants/{TENANT}"},
            "resource": {"href": f"/v1.0/tenants/{TENANT}/sites/{SITE}"},
        }
        assert body["data"]["_links"] == body["_links"]

    def test_offers_retry_to_those_who_may_once_it_has_failed(self, begin, fail):
        operation = begin()
        fail(operation)

        _, body, _ = get_one(operation.operation_id, ADMIN)

        assert body["_links"]["retry"] == {"href": f"/v1.0/tenants/{TENANT}/sites/{SITE}/retry", "method": "POST"}
        assert body["_unavailable"]["cancel"]["code"] == "INVALID_STATUS_TRANSITION"
        assert body["_unavailable"]["cancel"]["reason"] == "You cannot cancel a failed operation."
        assert body["_unavailable"]["cancel"]["unlock"] == "Retry it, or start a new one."

    def test_offers_cancel_while_it_is_open_and_says_why_not_retry(self, begin):
        operation = begin()

        _, body, _ = get_one(operation.operation_id, ADMIN)

        assert body["_links"]["cancel"] == {"href": f"/v1.0/tenants/{TENANT}/sites/{SITE}/cancel", "method": "POST"}
        assert body["_unavailable"]["retry"]["code"] == "INVALID_STATUS_TRANSITION"
        assert body["_unavailable"]["retry"]["unlock"] == "Wait until it ends."

    def test_tells_a_viewer_which_role_would_unlock_the_actions(self, begin, fail):
        operation = begin()
        fail(operation)

        _, body, _ = get_one(operation.operation_id, VIEWER)

        assert {why["code"] for why in body["_unavailable"].values()} == {"ROLE_REQUIRED"}
        assert "Only an administrator or an operator of the tenant" in body["_unavailable"]["retry"]["unlock"]

    def test_keeps_the_instances_own_routes_to_staff(self, begin, fail):
        operation = begin(operation_type="INSTANCE_PROVISION")
        fail(operation)

        _, to_staff, _ = get_one(operation.operation_id, STAFF)
        _, to_customer, _ = get_one(operation.operation_id, ADMIN)

        retry = {"href": f"/v1.0/tenants/{TENANT}/instances/{TENANT}/retry", "method": "POST"}
        assert to_staff["_links"]["retry"] == retry
        assert "cancel" not in to_staff["_links"] | to_staff["_unavailable"]
        assert "resource" not in to_customer["_links"]
        assert to_customer["_unavailable"]["retry"]["code"] == "ROLE_REQUIRED"

    def test_a_foreign_operation_reads_exactly_like_an_unknown_one(self, begin):
        operation = begin()
        unknown = operation.operation_id[:-1] + ("0" if operation.operation_id[-1] != "0" else "1")
        answers = []
        for operation_id in (operation.operation_id, unknown):
            event = http_event("GET", ONE, caller=STRANGER, parameters={"operation_id": operation_id})
            event["requestContext"]["requestId"] = "trace"
            answers.append(api(event, None))

        assert answers[0]["statusCode"] == 404
        assert answers[0] == answers[1]

    @pytest.mark.parametrize("odd", ["op-1", "op-", "site-1", SITE, TENANT, "..", "OP-1", "x" * 3000, "op-%00"])
    def test_answers_404_for_whatever_is_no_operation(self, begin, odd):
        begin()

        status, body, _ = get_one(odd, STAFF)

        assert (status, body["status"]) == (404, 404)

    def test_asks_strangers_to_sign_in(self, begin):
        status, body, _ = get_one(begin().operation_id, None)

        assert (status, body["code"]) == (401, "UNAUTHORIZED")

    def test_holds_the_answer_until_the_operation_ends(self, begin, log):
        operation = begin()

        def cancel() -> None:
            transact(clients.dynamodb(), [log.cancel_write(operation)])

        later = threading.Timer(0.4, cancel)
        later.start()
        _, body, headers = get_one(operation.operation_id, headers={"Prefer": "wait=15"})
        later.join()

        assert body["data"]["status"] == "CANCELLED"
        assert "Retry-After" not in headers

    def test_answers_as_it_is_when_the_wait_is_over(self, begin):
        operation = begin()

        _, body, headers = get_one(operation.operation_id, headers={"Prefer": "wait=1"})

        assert (body["data"]["status"], headers["Retry-After"]) == ("PENDING", "2")

    def test_a_type_without_an_owner_still_shows(self, begin):
        """A newer release may have written a type that this one does not know."""
        operation = begin(operation_type="SITE_TELEPORT")

        status, body, _ = get_one(operation.operation_id, STAFF)

        assert (status, sorted(body["_links"])) == (200, ["collection", "self", "tenant"])


class TestListTenantOperations:
    def test_lists_every_operation_once_newest_first(self, begin):
        begun = [begin().operation_id for _ in range(5)]
        begin(OTHER)
        seen, query = [], {"pageSize": "2"}
        for _ in range(20):
            _, body, _ = get(LIST, parameters={"tenant_id": TENANT}, query=query)
            seen += ids(body)
            if not body["page"]["moreAvailable"]:
                break
            query = {"pageSize": "2", "startAt": body["page"]["startAt"]}

        assert seen == begun[::-1]

    def test_the_list_of_the_only_tenant_has_pages_too(self, begin):
        begun = [begin().operation_id for _ in range(2)]

        _, first, _ = get("/v1.0/operations", query={"pageSize": "1"})
        _, second, _ = get("/v1.0/operations", query={"pageSize": "1", "startAt": first["page"]["startAt"]})

        assert [*ids(first), *ids(second)] == begun[::-1]

    def test_narrows_to_a_status_and_pages_there_too(self, begin, fail):
        failed = [begin() for _ in range(3)]
        begin()
        for operation in failed:
            fail(operation)

        _, first, _ = get(LIST, parameters={"tenant_id": TENANT}, query={"status": "FAILED", "pageSize": "2"})
        query = {"status": "FAILED", "pageSize": "2", "startAt": first["page"]["startAt"]}
        _, second, _ = get(LIST, parameters={"tenant_id": TENANT}, query=query)

        assert ids(first) + ids(second) == [operation.operation_id for operation in failed[::-1]]
        assert first["_links"]["next"]["href"].startswith(f"/v1.0/tenants/{TENANT}/operations?status=FAILED&pageSize=2")

    def test_narrows_to_a_type(self, begin):
        begin()
        instance = begin(operation_type="INSTANCE_PROVISION")

        _, body, _ = get(LIST, parameters={"tenant_id": TENANT}, query={"type": "INSTANCE_PROVISION"})

        assert ids(body) == [instance.operation_id]

    def test_a_foreign_tenant_does_not_exist(self, begin):
        begin()

        status, body, _ = get(LIST, STRANGER, parameters={"tenant_id": TENANT})

        assert (status, body["code"]) == (404, "TENANT_NOT_FOUND")

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ({"pageSize": "0"}, "pageSize"),
            ({"pageSize": "1000"}, "pageSize"),
            ({"status": "DONE"}, "status"),
            ({"type": "site creation"}, "type"),
            ({"startAt": "garbage"}, "startAt"),
            ({"stauts": "FAILED"}, "stauts"),
        ],
    )
    def test_names_the_wrong_parameter(self, log, query, field):
        status, body, _ = get(LIST, parameters={"tenant_id": TENANT}, query=query)

        assert (status, body["errors"][0]["field"]) == (400, field)

    def test_refuses_a_cursor_of_another_tenant(self, begin):
        for _ in range(2):
            begin()
        _, first, _ = get(LIST, STAFF, parameters={"tenant_id": TENANT}, query={"pageSize": "1"})
        cursor = {"startAt": first["page"]["startAt"]}

        status, body, _ = get(LIST, STAFF, parameters={"tenant_id": OTHER}, query=cursor)

        assert (status, body["code"]) == (400, "INVALID_PAGINATION_TOKEN")


class TestListOperations:
    def test_shows_the_only_tenant_of_a_member(self, begin):
        mine = begin()
        begin(OTHER)

        status, body, _ = get("/v1.0/operations")

        assert (status, ids(body)) == (200, [mine.operation_id])

    @pytest.mark.parametrize(
        "who",
        [
            STAFF,
            Caller("user-2", "u@example.com", None, {TENANT: Role.TENANT_VIEWER, OTHER: Role.TENANT_VIEWER}),
            Caller("user-3", "u@example.com"),
        ],
    )
    def test_asks_whoever_has_not_exactly_one_tenant_which(self, log, who):
        status, body, _ = get("/v1.0/operations", who)

        assert (status, body["errors"][0]["field"], body["errors"][0]["code"]) == (
            400,
            "tenantId",
            "MISSING_REQUIRED_FIELD",
        )

    def test_shows_the_tenant_that_was_named(self, begin):
        begin()
        other = begin(OTHER)

        _, body, _ = get("/v1.0/operations", STAFF, query={"tenantId": OTHER})

        assert ids(body) == [other.operation_id]
        assert body["_links"]["self"]["href"] == f"/v1.0/operations?tenantId={OTHER}"

    def test_a_foreign_tenant_does_not_exist(self, begin):
        begin()

        status, body, _ = get("/v1.0/operations", STRANGER, query={"tenantId": TENANT})

        assert (status, body["code"]) == (404, "TENANT_NOT_FOUND")


class TestHealth:
    def test_answers_without_signing_in(self):
        status, body, _ = get("/v1.0/health/operations", None)

        assert (status, body["data"]) == (200, {"service": "operations", "status": "ok"})
