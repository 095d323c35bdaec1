"""From nothing to a live WordPress page, following links as a client would (issue: the journey)."""

import time

import pytest

from local_platform.testing import RunningPlatform, wait_for
from tests.integration.journeys import Journey, fresh

BUDGET_SECONDS = 60


def test_a_tenant_an_instance_and_a_site_that_a_browser_can_open(platform: RunningPlatform, journey: Journey):
    """Every address but the root's comes from an answer."""
    started = time.monotonic()
    root = journey.get("/v1.0")["_links"]
    name = fresh("Journey")
    details = {"organizationName": name, "contactEmail": "owner@journey.example", "environment": "dev"}

    created = journey.post(root["create_tenant"]["href"], details)
    assert (created.status_code, created.json()["data"]["status"]) == (201, "PENDING")
    assert created.headers["location"] == created.json()["_links"]["self"]["href"]
    tenant = created.json()["_links"]
    assert journey.post(root["create_tenant"]["href"], details).status_code == 409

    provisioned = journey.post(tenant["provision"]["href"], {"tier": "STANDARD"})
    assert provisioned.status_code == 202
    assert provisioned.headers["retry-after"]
    operation_id = provisioned.headers["location"].rpartition("/")[2]
    ended = journey.ended(operation_id)
    assert ended["status"] == "COMPLETED", ended
    assert {step["status"] for step in ended["steps"]} == {"COMPLETED"}
    assert all(step["startedAt"] <= step["completedAt"] for step in ended["steps"])
    assert (ended["progress"], ended["error"]) == (100, None)
    assert journey.get(ended["_links"]["resource"]["href"])["data"]["state"] == "ACTIVE"

    template = journey.get(root["templates"]["href"])["data"][0]
    subdomain = fresh("sunny")
    accepted = journey.post(
        tenant["sites"]["href"],
        {
            "siteName": "Sunny Shop & Co",
            "subdomain": subdomain,
            "environment": "DEV",
            "templateId": template["templateId"],
        },
        Prefer="wait=20",
    )
    assert accepted.status_code == 202
    operation = accepted.json()["data"]["operation"]
    assert operation["status"] == "COMPLETED", "Prefer: wait=20 shows the finished operation"
    assert journey.get(tenant["self"]["href"])["data"]["status"] == "ACTIVE", "the tenant has reacted meanwhile"
    site = journey.get(operation["_links"]["resource"]["href"])["data"]
    assert (site["status"], site["templateId"]) == ("ACTIVE", template["templateId"])
    page = platform.page(f"{subdomain}.localhost")
    seconds = time.monotonic() - started

    assert page.status_code == 200
    assert "Sunny Shop &amp; Co" in page.text
    if platform.summary["wordpress"] == "real":
        assert f"http://{subdomain}.localhost:{platform.port}/wp-" in page.text, "assets carry the public address"
    assert seconds < BUDGET_SECONDS
    mail = wait_for(lambda: _mail_about(platform, subdomain))
    assert mail
    assert site["url"] in str(mail)


def _mail_about(platform: RunningPlatform, subdomain: str) -> dict | None:
    return next((mail for mail in platform.mail() if subdomain in str(mail)), None)


def test_the_lists_show_what_was_made(journey: Journey, hosted: str):
    made = journey.create_site(hosted, wait=20).json()["data"]

    sites = journey.get(f"/v1.0/tenants/{hosted}/sites")
    operations = journey.get(f"/v1.0/tenants/{hosted}/operations")
    status = journey.get(made["site"]["_links"]["status"]["href"])["data"]

    assert made["site"]["siteId"] in [site["siteId"] for site in sites["data"]]
    assert made["operation"]["operationId"] in [operation["operationId"] for operation in operations["data"]]
    assert (status["status"], status["progress"]) == ("ACTIVE", 100)


def test_an_idempotency_key_makes_one_site_of_many_requests(journey: Journey, hosted: str):
    subdomain, path = fresh("once"), f"/v1.0/tenants/{hosted}/sites"
    body = {"siteName": "Once", "subdomain": subdomain, "environment": "DEV"}

    answers = [journey.post(path, body, **{"Idempotency-Key": subdomain}) for _ in range(3)]
    other = journey.post(path, body | {"siteName": "Twice"}, **{"Idempotency-Key": subdomain})

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["data"]["site"]["siteId"] for answer in answers}) == 1
    assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_the_demo_tenants_own_administrator_creates_a_site(platform: RunningPlatform, journey: Journey):
    """The demo company has its instance soon after the platform is ready."""
    tenant_id = platform.tenant_id
    journey.active(tenant_id)

    made = journey.create_site(tenant_id, role="tenant_admin", wait=20)

    assert made.status_code == 202, made.text
    assert made.json()["data"]["operation"]["status"] == "COMPLETED"


@pytest.mark.parametrize("role", ["tenant_viewer", "platform_viewer"])
def test_who_may_only_look_is_offered_only_looking(platform: RunningPlatform, journey: Journey, role: str):
    tenant = platform.client(role).get(f"/v1.0/tenants/{platform.tenant_id}").json()

    assert all("method" not in link for link in tenant["_links"].values())
    assert platform.client(role).post(f"/v1.0/tenants/{platform.tenant_id}/sites", json={}).status_code == 403
