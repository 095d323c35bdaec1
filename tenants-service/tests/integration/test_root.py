"""get_root, get_current_user and health: the first requests of a client."""

import pytest

from chassis.access.caller import Caller, Role
from chassis.testing import caller

ONE = Caller("user-mo", "mo@example.com", None, {"tenant-1": Role.TENANT_ADMIN})
TWO = Caller("user-mo", "mo@example.com", None, {"tenant-1": Role.TENANT_ADMIN, "tenant-2": Role.TENANT_VIEWER})


class TestGetRoot:
    def test_tells_a_stranger_what_this_is_and_no_more(self, ask):
        status, _, body = ask("GET", "/v1.0")

        assert (status, body["data"]["version"], body["data"]["caller"]) == (200, "1.0.0", None)
        assert body["data"]["name"]
        assert {rel: link["href"] for rel, link in body["_links"].items()} == {
            "self": "/v1.0",
            "health": "/v1.0/health/tenants",
            "docs": "/docs",
        }
        assert {rel: why["code"] for rel, why in body["_unavailable"].items()} == {"create_tenant": "UNAUTHORIZED"}

    @pytest.mark.parametrize(
        ("who", "expected"),
        [
            (caller(Role.PLATFORM_ADMIN), {"me", "tenants", "templates", "create_tenant"}),
            (caller(Role.PLATFORM_VIEWER), {"me", "tenants", "templates"}),
            (ONE, {"me", "tenants", "templates", "operations"}),
            (TWO, {"me", "tenants", "templates"}),
            (caller(), {"me", "tenants", "templates"}),
        ],
    )
    def test_leads_everybody_to_what_they_may_do(self, ask, who, expected):
        _, _, body = ask("GET", "/v1.0", who)

        assert set(body["_links"]) == expected | {"self", "health", "docs"}
        assert set(body["_unavailable"]) == {"create_tenant", "operations"} - expected
        assert all(why["unlock"] for why in body["_unavailable"].values())

    def test_links_to_no_page_that_nothing_serves(self, ask, monkeypatch):
        """On AWS `docs_url` is empty until somebody hosts a reference; the link led to a 404."""
        monkeypatch.setenv("DOCS_URL", "")
        _, _, body = ask("GET", "/v1.0")

        assert set(body["_links"]) == {"self", "health"}

    def test_says_where_to_sign_in(self, ask):
        _, _, body = ask("GET", "/v1.0")

        assert body["data"]["signIn"] == {
            "authorizationUrl": "https://sign-in.example/oauth2/authorize",
            "signUpUrl": "https://sign-in.example/signup",
            "tokenUrl": "https://sign-in.example/oauth2/token",
            "clientId": "client-1",
            "scope": "openid email profile",
        }

    def test_tells_the_signed_in_who_they_are_and_where_their_tenants_are(self, ask):
        _, _, body = ask("GET", "/v1.0", TWO)

        me = body["data"]["caller"]
        assert (me["userId"], me["email"], me["platformRole"]) == ("user-mo", "mo@example.com", None)
        assert [(one["tenantId"], one["role"]) for one in me["memberships"]] == [
            ("tenant-1", "tenant_admin"),
            ("tenant-2", "tenant_viewer"),
        ]
        assert me["memberships"][0]["_links"]["self"] == {"href": "/v1.0/tenants/tenant-1"}
        assert me["memberships"][0]["_links"]["sites"] == {"href": "/v1.0/tenants/tenant-1/sites"}

    def test_refuses_a_bad_token_even_though_it_needs_none(self, ask):
        status, _, body = ask("GET", "/v1.0", problem="TOKEN_EXPIRED")

        assert (status, body["code"]) == (401, "TOKEN_EXPIRED")


class TestGetCurrentUser:
    def test_is_what_the_root_says_of_the_caller(self, ask):
        _, _, root = ask("GET", "/v1.0", TWO)
        status, _, me = ask("GET", "/v1.0/users/me", TWO)

        assert (status, me["data"]) == (200, root["data"]["caller"])

    def test_names_the_role_of_platform_staff(self, ask):
        _, _, me = ask("GET", "/v1.0/users/me", caller(Role.PLATFORM_OPERATOR))

        assert (me["data"]["platformRole"], me["data"]["memberships"]) == ("platform_operator", [])

    def test_needs_somebody(self, ask):
        assert ask("GET", "/v1.0/users/me")[0] == 401


def test_health_needs_no_token(ask):
    status, _, body = ask("GET", "/v1.0/health/tenants")

    assert (status, body["data"]) == (200, {"service": "tenants", "status": "ok"})


def test_an_unknown_path_says_where_to_begin(ask):
    status, _, body = ask("GET", "$default")

    assert status == 404
    assert "GET /v1.0" in body["detail"]
