"""Retry and cancel through the API, on emulated tables."""

from datetime import timedelta

import pytest

from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.transaction import transact
from chassis.operations.operation import OperationError
from chassis.operations.operation_log import OperationLog
from chassis.runtime.clock import utc_now
from sites import dependencies
from sites.domain.lifecycle import SiteStatus
from sites.domain.site import Failure

TENANT = "tenant-0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
SITES = "/v1.0/tenants/{tenant_id}/sites"
SITE = SITES + "/{site_id}"


@pytest.fixture
def site(service):
    service.make_eligible()
    return service.create()[1]["data"]["site"]


@pytest.fixture
def act(service, people):
    def run(name, site, who="admin", **options):
        return service.call("POST", f"{SITE}/{name}", people[who], parameters={"site_id": site["siteId"]}, **options)

    return run


@pytest.fixture
def fail(service):
    """End the site's operation as a worker does."""

    def run(site):
        log = OperationLog(service.operations.client, service.operations.name, utc_now)
        operation = log.claim(site["operationId"], timedelta(seconds=30))
        sites = dependencies.site_service().sites
        before = sites.get(TENANT, site["siteId"])
        error = OperationError(code="WORDPRESS_ERROR", message="It would not.", step="create_site")
        failure = Failure(code=error.code, message=error.message, safe_to_retry=True)
        after = before.moved(SiteStatus.FAILED, "2026-02-21T08:00:00.000Z", failure)
        transact(service.table.client, [sites.update_write(before, after), log.fail_write(operation, error)])

    return run


class TestRetrySite:
    def test_reopens_the_same_operation(self, service, site, act, fail):
        fail(site)

        status, body, headers = act("retry", site)

        again, operation = body["data"]["site"], body["data"]["operation"]
        assert (status, headers["Location"]) == (202, f"/v1.0/operations/{site['operationId']}")
        assert (again["status"], again["failure"], again["version"]) == ("PROVISIONING", None, 3)
        assert (operation["status"], operation["error"]) == ("PENDING", None)
        assert service.outbox().count("SITE_CREATION_REQUEST") == 2

    def test_begins_anew_after_a_cancellation(self, site, act):
        act("cancel", site)

        status, body, _ = act("retry", site, "operator")

        assert (status, body["data"]["site"]["status"]) == (202, "PROVISIONING")
        assert body["data"]["operation"]["operationId"] != site["operationId"]

    def test_counts_no_second_site(self, service, site, act, fail):
        fail(site)

        act("retry", site)

        assert service.table.get({"PK": f"TENANT#{TENANT}", "SK": "ELIGIBILITY"})["siteCount"] == 1

    def test_only_a_failed_site_can_be_retried(self, site, act):
        status, body, _ = act("retry", site)

        assert (status, body["code"]) == (422, "INVALID_STATUS_TRANSITION")
        assert (body["currentStatus"], body["allowedActions"]) == ("PROVISIONING", ["cancel"])

    def test_needs_an_active_tenant(self, service, site, act, fail):
        fail(site)
        key = {"PK": f"TENANT#{TENANT}", "SK": "ELIGIBILITY"}
        service.table.put(service.table.get(key) | {"tenantStatus": "SUSPENDED"}, condition=Condition())
        service.owners_say(status="SUSPENDED", version=5)

        status, body, _ = act("retry", site)

        assert (status, body["code"], body["currentStatus"]) == (422, "TENANT_NOT_ACTIVE", "SUSPENDED")

    def test_asks_the_owners_before_it_refuses(self, service, site, act, fail):
        fail(site)
        key = {"PK": f"TENANT#{TENANT}", "SK": "ELIGIBILITY"}
        service.table.put(service.table.get(key) | {"tenantStatus": "SUSPENDED"}, condition=Condition())
        service.owners_say()

        assert act("retry", site)[0] == 202

    def test_a_repeated_request_retries_once(self, service, site, act, fail):
        fail(site)

        answers = [act("retry", site, headers={"idempotency-key": "again"})[0] for _ in range(3)]

        assert answers == [202] * 3
        assert service.outbox().count("SITE_CREATION_REQUEST") == 2

    def test_a_key_belongs_to_one_site(self, service, site, act, fail):
        fail(site)
        act("retry", site, headers={"idempotency-key": "again"})
        other = service.create(body={"subdomain": "other"})[1]["data"]["site"]

        status, body, _ = act("retry", other, headers={"idempotency-key": "again"})

        assert (status, body["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")

    def test_an_unknown_site_is_not_found(self, service, act):
        service.make_eligible()

        assert act("retry", {"siteId": "site-unknown"})[1]["code"] == "SITE_NOT_FOUND"

    def test_a_viewer_may_not(self, site, act):
        assert act("retry", site, "viewer")[1]["code"] == "ROLE_REQUIRED"


class TestCancelSite:
    def test_fails_the_site_and_ends_the_operation(self, service, site, act):
        status, body, _ = act("cancel", site)

        assert (status, body["data"]["site"]["status"]) == (200, "FAILED")
        assert body["data"]["operation"]["status"] == "CANCELLED"
        assert service.outbox() == ["SITE_CREATION_FAILED", "SITE_CREATION_REQUEST", "SITE_CREATION_REQUESTED"]

    def test_keeps_the_subdomain(self, service, site, act):
        act("cancel", site)

        assert service.table.get({"PK": "SUBDOMAIN#acme-shop", "SK": "UNIQUE"})["siteId"] == site["siteId"]

    def test_is_possible_only_while_it_is_being_made(self, site, act):
        act("cancel", site)

        status, body, _ = act("cancel", site)

        assert (status, body["code"], body["allowedActions"]) == (422, "INVALID_STATUS_TRANSITION", ["retry"])

    def test_leaves_alone_what_a_worker_recorded_meanwhile(self, service, site, act):
        """The API must not overwrite the worker's last step with what it read before."""
        log = OperationLog(service.operations.client, service.operations.name, utc_now)
        operation = log.claim(site["operationId"], timedelta(seconds=30))

        _, body, _ = act("cancel", site)

        assert body["data"]["operation"]["startedAt"] == operation.started_at
        assert log.claim(site["operationId"], timedelta(seconds=30)) is None

    def test_a_site_that_ended_first_is_told_as_it_is(self, service, site, act, fail, monkeypatch):
        """The worker ends the operation between the API's read and its write."""
        changes = dependencies.site_change_service()
        found = changes.operations.find(TENANT, site["siteId"])
        fail(site)
        looks = iter([found])
        real = changes.operations.find
        monkeypatch.setattr(changes.operations, "find", lambda *ids: next(looks, None) or real(*ids))

        status, body, _ = act("cancel", site)

        assert (status, body["currentStatus"]) == (422, "FAILED")

    def test_a_site_that_only_changed_is_told_to_look_again(self, service, site, act, monkeypatch):
        changes = dependencies.site_change_service()
        found = changes.operations.find(TENANT, site["siteId"])
        renamed = found.site.moved(found.site.status, found.site.updated_at)
        transact(service.table.client, [changes.sites.update_write(found.site, renamed)])
        looks = iter([found])
        real = changes.operations.find
        monkeypatch.setattr(changes.operations, "find", lambda *ids: next(looks, None) or real(*ids))

        status, body, _ = act("cancel", site)

        assert (status, body["code"]) == (409, "CONFLICT")

    def test_a_site_whose_operation_has_gone_is_told_to_look_again(self, service, site, act):
        key = {"PK": f"TENANT#{TENANT}", "SK": f"SITE#{site['siteId']}"}
        service.table.update(key, UpdateExpression(set={"operationId": "op-0a1b2c3d-4e5f-0000-0000-000000000000"}))

        assert act("cancel", site)[0] == 409


class TestPrefer:
    def test_waits_no_longer_than_asked(self, service):
        service.make_eligible()

        status, body, _ = service.create(headers={"prefer": "wait=1"})

        assert (status, body["data"]["operation"]["status"]) == (202, "PENDING")

    def test_shows_the_end_when_it_comes_in_time(self, service, site, act, fail, monkeypatch):
        fail(site)
        waits = dependencies.site_change_service().operations
        real = waits.log.wait_for

        def ends_meanwhile(operation, seconds):
            fail(site)
            return real(operation, seconds)

        monkeypatch.setattr(waits.log, "wait_for", ends_meanwhile)

        _, body, _ = act("retry", site, headers={"prefer": "wait=5"})

        assert body["data"]["operation"]["status"] == "FAILED"
        assert body["data"]["site"]["status"] == "FAILED"
