"""A trailing slash leads to the address that is meant, and to nowhere else."""

import pytest

from chassis.http.unknown_path import redirect_without_slash
from chassis.testing import http_event


class TestRedirectWithoutSlash:
    @pytest.mark.parametrize(
        ("path", "query", "location"),
        [
            ("/v1.0/", {}, "/v1.0"),
            ("/v1.0/tenants/", {}, "/v1.0/tenants"),
            ("/v1.0/tenants//", {"status": "ACTIVE"}, "/v1.0/tenants?status=ACTIVE"),
            ("/v1.0/users/a%40b.example/", {}, "/v1.0/users/a%40b.example"),
            ("/v1.0/line\r\nSet-Cookie: a=b/", {}, "/v1.0/line%0D%0ASet-Cookie:%20a%3Db"),
        ],
    )
    def test_leads_to_the_address_without_it(self, path, query, location):
        reply = redirect_without_slash(http_event("POST", path, query=query), "trace-1")

        headers = {"Location": location, "Cache-Control": "no-store", "X-Request-ID": "trace-1"}
        assert reply == {"statusCode": 308, "headers": headers, "body": ""}

    @pytest.mark.parametrize("path", ["/v1.0/tenants", "/", "//other.example/", "/v1.0x/", "/other/"])
    def test_every_other_address_stays_unknown(self, path):
        assert redirect_without_slash(http_event("GET", path), "trace-1") is None
