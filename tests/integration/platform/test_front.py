"""The whole platform through its front: who may enter, where addresses and hosts lead."""

import httpx
import pytest

from chassis.runtime.ids import slug_of
from local_platform.testing import RunningPlatform, wait_for

pytestmark = pytest.mark.platform


def test_every_demo_role_is_who_platform_json_says(platform: RunningPlatform) -> None:
    """Members see the demo company, a stranger does not know that it exists."""
    seen = {
        role: platform.client(role).get(f"/v1.0/tenants/{platform.tenant_id}").status_code
        for role in platform.summary["tokens"]
    }
    assert seen.pop("stranger") == 404
    assert set(seen.values()) == {200}


def test_nobody_and_a_wrong_token_are_answered_with_a_problem(platform: RunningPlatform) -> None:
    """Also where the gateway alone would answer barely."""
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        answer = httpx.get(f"{platform.api}/v1.0/tenants", headers=headers, timeout=30)
        assert answer.status_code == 401
        assert answer.headers["content-type"].startswith("application/problem+json")


def test_a_page_of_a_portal_may_call_the_api_and_no_other_page_may(platform: RunningPlatform) -> None:
    """As browsers ask and read: preflight, then the headers that tell a script of slow work."""
    portal, client = "http://localhost:3000", platform.client()
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,idempotency-key"}
    allowed = client.options("/v1.0/tenants", headers={"Origin": portal, **asks})
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (204, portal)
    assert "POST" in allowed.headers["access-control-allow-methods"]
    assert {"authorization", "idempotency-key"} <= set(
        allowed.headers["access-control-allow-headers"].lower().split(",")
    )
    answer = client.get("/v1.0/tenants", headers={"Origin": portal})
    assert {"location", "retry-after", "etag"} <= set(
        answer.headers["access-control-expose-headers"].lower().split(",")
    )
    for origin in ("https://evil.example", "null", "http://localhost:3000.evil.example"):
        refused = client.options("/v1.0/tenants", headers={"Origin": origin, **asks})
        read = client.get("/v1.0/tenants", headers={"Origin": origin})
        assert "access-control-allow-origin" not in {*refused.headers, *read.headers}


def test_a_trailing_slash_leads_to_the_address_that_is_meant(platform: RunningPlatform) -> None:
    """With the same method, query and body: a client that follows gets what it asked for."""
    client = platform.client()
    answer = client.get("/v1.0/tenants/?pageSize=1")
    assert (answer.status_code, answer.headers["location"]) == (308, "/v1.0/tenants?pageSize=1")
    followed = client.get("/v1.0/tenants/?pageSize=1", follow_redirects=True)
    assert (followed.status_code, followed.json()["page"]["pageSize"]) == (200, 1)
    refused = client.post("/v1.0/tenants/", json={"organizationName": "K"}, follow_redirects=True)
    assert (refused.status_code, refused.json()["code"]) == (400, "VALIDATION_ERROR")


def test_a_person_gets_pages_where_a_program_gets_json(platform: RunningPlatform) -> None:
    """At the root of the API, and for a problem."""
    client, browser = platform.client(None), {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for path, status in (("/v1.0", 200), ("/v1.0/tenants", 401), ("/v1.0/nothing", 404), ("/nothing", 404)):
        page, json = client.get(path, headers=browser), client.get(path)
        assert (page.status_code, json.status_code) == (status, status)
        assert page.headers["content-type"].startswith("text/html")
        assert "/docs" in page.text
        assert json.headers["content-type"].startswith("application/")


def test_an_unknown_path_is_a_problem(platform: RunningPlatform) -> None:
    """At any depth, by the API's own words."""
    answer = platform.client().get("/nothing/here")
    assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_the_reference_lists_the_contracts(platform: RunningPlatform) -> None:
    """What the page loads is there."""
    client = platform.client(None)
    assert "/openapi/platform.yaml" in client.get("/docs").text
    assert "/v1.0/tenants" in client.get("/openapi/platform.yaml").text


def test_a_host_without_a_rule_is_a_503_that_helps(platform: RunningPlatform) -> None:
    """As the balancer on AWS answers, with a page of ours."""
    answer = platform.page("nobody-has-this.localhost")
    assert answer.status_code == 503
    assert "No site has the address" in answer.text


def test_the_demo_company_gets_its_network_by_itself(platform: RunningPlatform) -> None:
    """Its instance is asked for at the start; faults take it away and give it back."""
    host = f"tenant-{slug_of(platform.tenant_id)}.localhost"
    wait_for(lambda: platform.page(host).status_code, lambda status: status == 200, 60)
    assert platform.page(host, "/wp-json/bbws/v1/health").status_code == 404
    platform.faults(wordpressDown=[platform.tenant_id])
    assert platform.page(host).headers["retry-after"] == "3"
    platform.faults()
    wait_for(lambda: platform.page(host).status_code, lambda status: status == 200)
