"""Path templates match what Powertools' expressions match, where it matters."""

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from chassis.http.paths import PathTemplate

TEMPLATE = "/v1.0/tenants/<tenant_id>/sites/<site_id>"


@pytest.mark.parametrize("compiled", [PathTemplate, APIGatewayHttpResolver._compile_regex])
class TestBothKinds:
    def test_find_the_values(self, compiled):
        found = compiled(TEMPLATE).match("/v1.0/tenants/tenant-1/sites/me@example.com")

        assert found.groupdict() == {"tenant_id": "tenant-1", "site_id": "me@example.com"}
        assert compiled(TEMPLATE).groups == 2

    @pytest.mark.parametrize(
        "other",
        [
            "/v1.0/tenants/tenant-1/sites",
            "/v1.0/tenants/tenant-1/sites/",
            "/v1.0/tenants//sites/site-1",
            "/v1.0/tenants/tenant-1/sites/site-1/",
            "/v1.0/tenants/tenant-1/sites/site-1/more",
            "/v1.0/tenants/tenant-1/SITES/site-1",
            "/x/v1.0/tenants/tenant-1/sites/site-1",
            "",
        ],
    )
    def test_refuse_another_form(self, compiled, other):
        assert compiled(TEMPLATE).match(other) is None

    def test_one_without_names_is_itself_alone(self, compiled):
        assert compiled("/v1.0").match("/v1.0").groupdict() == {}
        assert compiled("/v1.0").match("/v1.0/x") is None
        assert compiled("/v1.0").groups == 0
