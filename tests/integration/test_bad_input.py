"""What bad input gets, through the front: a 4xx problem with a code, the field and what to do; nothing changes."""

import httpx
import pytest

from local_platform.testing import RunningPlatform
from tests.integration.journeys import Journey, fresh

UNKNOWN = "tenant-00000000-0000-4000-8000-000000000000"


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a complete problem document."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    found = answer.json()
    assert {"type", "title", "status", "detail", "instance", "code", "traceId"} <= set(found)
    assert found["status"] == answer.status_code
    assert len(found["detail"]) > 20, "says what to do"
    assert answer.headers["x-request-id"] == found["traceId"]
    for secret in ("arn:", "TENANT#", "Traceback", "botocore", "bbws-sites"):
        assert secret not in answer.text
    return answer.status_code, found["code"]


@pytest.fixture
def unchanged(journey: Journey, hosted: str):
    """The tenant's sites and operations are the same after the test."""

    def state() -> tuple[list[str], list[str]]:
        sites = journey.get(f"/v1.0/tenants/{hosted}/sites?pageSize=100")["data"]
        operations = journey.get(f"/v1.0/tenants/{hosted}/operations?pageSize=100")["data"]
        return [site["siteId"] for site in sites], [operation["operationId"] for operation in operations]

    before = state()
    yield
    assert state() == before


SITE = {"siteName": "Shop", "subdomain": "bad-input", "environment": "DEV"}


@pytest.mark.usefixtures("unchanged")
class TestBodies:
    @pytest.mark.parametrize(
        ("change", "field", "code"),
        [
            ({"colour": "red"}, "colour", "UNKNOWN_FIELD"),
            ({"tenantId": UNKNOWN}, "tenantId", "UNKNOWN_FIELD"),
            ({"siteName": 7}, "siteName", "INVALID_FIELD_TYPE"),
            ({"siteName": ""}, "siteName", None),
            ({"siteName": None}, "siteName", None),
            ({"subdomain": "ab"}, "subdomain", None),
            ({"subdomain": "a" * 64}, "subdomain", None),
            ({"subdomain": "Upper"}, "subdomain", None),
            ({"subdomain": "-shop"}, "subdomain", None),
            ({"subdomain": "shop-"}, "subdomain", None),
            ({"subdomain": "sh op"}, "subdomain", None),
            ({"subdomain": "www"}, "subdomain", None),
            ({"subdomain": "tenant-abc"}, "subdomain", None),
            ({"subdomain": "shöp"}, "subdomain", None),
            ({"environment": "LIVE"}, "environment", None),
            ({"adminEmail": "nobody"}, "adminEmail", None),
            ({"adminEmail": "a@b.example\r\nBcc: x@y.example"}, "adminEmail", None),
        ],
    )
    def test_names_the_wrong_field(self, journey: Journey, hosted: str, change, field, code):
        answer = journey.post(f"/v1.0/tenants/{hosted}/sites", SITE | change)

        assert problem(answer) == (400, "VALIDATION_ERROR")
        errors = {error["field"]: error for error in answer.json()["errors"]}
        assert field in errors
        assert errors[field]["message"]
        assert code in (None, errors[field]["code"])

    @pytest.mark.parametrize(
        "body",
        [
            b"{",
            b"[]",
            b'"text"',
            b'{"siteName": "caf\xff", "subdomain": "bad-input"}',
            b'{"siteName": "a\\u0000b", "subdomain": "bad-input"}',
            b'{"siteName": "\\ud800", "subdomain": "bad-input"}',
            b'{"siteName": NaN}',
            b'{"siteName": "a", "siteName": "b"}',
            b"\xef\xbb\xbf{}",
            b'{"siteName": ' + b"9" * 5000 + b"}",
            b"[" * 100_000,
            b'{"a":' * 50_000,
            b"",
        ],
        ids=lambda body: repr(body[:20]),
    )
    def test_refuses_what_is_no_sane_json(self, platform: RunningPlatform, hosted: str, body):
        headers = {"Content-Type": "application/json"}
        answer = platform.client("platform_admin").post(f"/v1.0/tenants/{hosted}/sites", content=body, headers=headers)

        assert problem(answer)[0] == 400
        assert answer.json()["errors"][0]["field"]

    @pytest.mark.parametrize("size", [262_145, 5_000_000])
    def test_refuses_what_is_too_large(self, platform: RunningPlatform, hosted: str, size):
        body = b'{"siteName": "' + b"x" * size + b'"}'
        headers = {"Content-Type": "application/json"}
        answer = platform.client("platform_admin").post(f"/v1.0/tenants/{hosted}/sites", content=body, headers=headers)

        assert problem(answer) == (413, "PAYLOAD_TOO_LARGE")

    def test_refuses_other_media_types(self, platform: RunningPlatform, hosted: str):
        answer = platform.client("platform_admin").post(
            f"/v1.0/tenants/{hosted}/sites", content=b"<site/>", headers={"Content-Type": "text/xml"}
        )

        assert problem(answer) == (415, "UNSUPPORTED_MEDIA_TYPE")

    def test_takes_json_by_any_spelling_of_its_name(self, platform: RunningPlatform, hosted: str):
        headers = {"Content-Type": 'application/JSON; charset="UTF-8"'}
        answer = platform.client("platform_admin").post(f"/v1.0/tenants/{hosted}/sites", content=b"{}", headers=headers)

        assert problem(answer) == (400, "VALIDATION_ERROR")

    def test_an_unknown_template_is_named(self, journey: Journey, hosted: str):
        answer = journey.create_site(hosted, templateId="template-of-nobody")

        assert problem(answer) == (422, "TEMPLATE_NOT_FOUND")
        assert answer.json()["errors"][0]["field"] == "templateId"

    def test_a_malformed_idempotency_key_is_named(self, journey: Journey, hosted: str):
        answer = journey.post(f"/v1.0/tenants/{hosted}/sites", SITE, **{"Idempotency-Key": "k" * 256})

        assert problem(answer)[0] == 400
        assert answer.json()["errors"][0]["field"] == "Idempotency-Key"

    @pytest.mark.parametrize(
        "query",
        ["pageSize=0", "pageSize=1000", "pageSize=x", "startAt=garbage", "startAt=%00", "colour=red", "status=HAPPY"],
    )
    def test_names_the_wrong_query_parameter(self, platform: RunningPlatform, hosted: str, query):
        answer = platform.client("platform_admin").get(f"/v1.0/tenants/{hosted}/sites?{query}")

        assert problem(answer)[0] == 400
        assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


class TestRules:
    def test_a_taken_subdomain(self, journey: Journey, hosted: str):
        subdomain = fresh("taken")
        assert journey.create_site(hosted, subdomain, wait=20).status_code == 202

        answer = journey.create_site(hosted, subdomain)
        elsewhere = journey.create_site(journey.platform.tenant_id, subdomain)

        assert problem(answer) == (409, "SUBDOMAIN_TAKEN")
        assert problem(elsewhere)[0] in (409, 422)
        assert hosted not in elsewhere.text, "another tenant's site is not told"

    def test_a_tenant_that_is_pending(self, journey: Journey):
        tenant_id = journey.create_tenant()["data"]["tenantId"]

        answer = journey.create_site(tenant_id)

        assert problem(answer) == (422, "TENANT_NOT_ACTIVE")
        assert answer.json()["currentStatus"] == "PENDING"
        assert journey.get(f"/v1.0/tenants/{tenant_id}/sites")["data"] == []

    def test_a_full_quota(self, journey: Journey):
        tenant_id = journey.hosted_tenant("BASIC")
        for _ in range(5):
            assert journey.create_site(tenant_id).status_code == 202

        answer = journey.create_site(tenant_id)

        assert problem(answer) == (422, "QUOTA_EXCEEDED")
        assert len(journey.get(f"/v1.0/tenants/{tenant_id}/sites")["data"]) == 5

    def test_a_second_instance(self, journey: Journey, hosted: str):
        answer = journey.post(f"/v1.0/tenants/{hosted}/instances", {"tier": "BASIC"})

        assert problem(answer)[0] == 409


class TestStrangers:
    @pytest.mark.parametrize(
        "path", ["/v1.0/tenants", f"/v1.0/tenants/{UNKNOWN}", "/v1.0/templates", f"/v1.0/tenants/{UNKNOWN}/sites"]
    )
    @pytest.mark.parametrize(
        ("authorization", "code"),
        [
            (None, "UNAUTHORIZED"),
            ("Bearer", None),
            ("Bearer garbage", "TOKEN_INVALID"),
            ("Bearer a.b.c", "TOKEN_INVALID"),
            ("Basic dXNlcjpwYXNz", None),
        ],
    )
    def test_are_asked_to_sign_in(self, platform: RunningPlatform, path, authorization, code):
        headers = {"Authorization": authorization} if authorization else {}

        answer = platform.client(None).get(path, headers=headers)

        assert problem(answer)[0] == 401
        assert code in (None, answer.json()["code"])
        assert answer.headers["www-authenticate"].startswith("Bearer")

    @pytest.mark.parametrize("path", ["", "/sites", "/operations", "/instances", "/instances/primary", "/sites/site-1"])
    def test_see_a_foreign_tenant_as_nothing_at_all(self, platform: RunningPlatform, path):
        """Byte by byte the same as a tenant that never existed, but for the trace id."""

        def answer_to(tenant_id: str) -> str:
            answer = platform.client("stranger").get(f"/v1.0/tenants/{tenant_id}{path}")
            assert problem(answer)[0] == (403 if path.startswith("/instances") else 404), "instances are for staff only"
            return answer.text.replace(answer.json()["traceId"], "")

        assert answer_to(platform.tenant_id) == answer_to(UNKNOWN)

    def test_see_a_foreign_operation_as_nothing_at_all(self, platform: RunningPlatform, journey: Journey, hosted: str):
        operation_id = journey.get(f"/v1.0/tenants/{hosted}/operations")["data"][0]["operationId"]
        unknown = operation_id[:-4] + ("0000" if operation_id[-4:] != "0000" else "1111")

        def answer_to(one: str) -> str:
            answer = platform.client("tenant_admin").get(f"/v1.0/operations/{one}")
            assert problem(answer)[0] == 404
            return answer.text.replace(answer.json()["traceId"], "")

        assert answer_to(operation_id) == answer_to(unknown)
        assert platform.client("platform_viewer").get(f"/v1.0/operations/{operation_id}").status_code == 200

    def test_an_invalid_body_tells_a_stranger_nothing(self, platform: RunningPlatform):
        answer = platform.client("stranger").post(f"/v1.0/tenants/{platform.tenant_id}/sites", json={"wrong": 1})

        assert problem(answer) == (404, "TENANT_NOT_FOUND")
        assert answer.json()["errors"] == []


class TestAddresses:
    @pytest.mark.parametrize("method", ["DELETE", "PATCH", "PUT"])
    def test_another_method(self, platform: RunningPlatform, method):
        answer = platform.client("platform_admin").request(method, "/v1.0/tenants")

        assert problem(answer) == (405, "METHOD_NOT_ALLOWED")
        assert answer.headers["allow"] == "GET, POST"

    @pytest.mark.parametrize("path", ["/v1.0/nowhere", "/v1.0/tenants/x/y", "/v2/tenants", "/v1.0/tenants/x/y/z"])
    def test_an_unknown_path(self, platform: RunningPlatform, path):
        assert problem(platform.client("platform_admin").get(path))[0] == 404

    @pytest.mark.parametrize(
        "odd", ["..", "%2e%2e", "%2f", "%23", "%00", "a" * 2049, "TENANT%23x", "tenant-%0a", "tenant_x"]
    )
    def test_an_id_that_is_none(self, platform: RunningPlatform, odd):
        answer = platform.client("platform_admin").get(f"/v1.0/tenants/{odd}/sites")

        assert 400 <= problem(answer)[0] < 500
