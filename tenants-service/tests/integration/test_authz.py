"""check_authorization answers as the guards of all services do."""

import importlib

import pytest

from chassis.access.acts import all_rules
from chassis.access.authorization import Relation
from chassis.access.caller import EVERYBODY, Role
from chassis.http.api import Api
from chassis.testing import caller, http_event

TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"
OTHER = "tenant-9c4e28ba-2fa1-4d2e-883f-0016d3cca427"
SERVICES = ("tenants", "instances", "sites", "operations", "templates")


@pytest.fixture
def check(ask):
    def request(who, **body) -> tuple[int, dict]:
        status, _, answer = ask("POST", "/v1.0/authz/check", who, body=body)
        return status, answer.get("data", answer)

    return request


@pytest.mark.parametrize("service", SERVICES)
def test_the_packaged_rows_are_those_of_the_services(service):
    api: Api = importlib.import_module(f"{service}.api").api
    packaged = all_rules()

    for act in api.acts:
        mine, theirs = packaged[act], api.rules[act]
        assert (mine.relation, mine.roles) == (theirs.relation, theirs.roles), act


@pytest.mark.parametrize("role", sorted(EVERYBODY))
@pytest.mark.parametrize("tenant_id", [TENANT, OTHER])
def test_answers_what_the_guard_would(check, role, tenant_id):
    """Check, then try, every guarded act of this and another service; compare only refusals."""
    who = caller(role, tenant_id=TENANT if role.startswith("tenant") else None)
    for service in ("tenants", "templates"):
        api: Api = importlib.import_module(f"{service}.api").api
        for act in api.acts.values():
            if api.rules[act.name].relation is not Relation.TENANT:
                continue
            status, decision = check(who, operationId=act.name, tenantId=tenant_id)
            names = act.path.replace("{", "}").split("}")[1::2]
            parameters = {name: tenant_id if name == "tenant_id" else f"{name[:4]}-x" for name in names}
            tried = api(http_event(act.method, act.path, caller=who, parameters=parameters, query={"x": "1"}), None)

            assert status == 200
            refused = tried["statusCode"] in (403, 404)
            assert (decision["allowed"], decision["code"] is None) == (not refused, not refused), act.name


class TestAnswers:
    def test_name_the_code_and_the_reason(self, check):
        who = caller(Role.TENANT_VIEWER, tenant_id=TENANT)

        _, decision = check(who, operationId="create_site", tenantId=TENANT)

        assert (decision["allowed"], decision["code"]) == (False, "ROLE_REQUIRED")
        assert decision["reason"].startswith("Only an administrator or an operator of the tenant can do this.")

    def test_hide_a_foreign_tenant(self, check):
        who = caller(Role.TENANT_ADMIN, tenant_id=TENANT)

        assert check(who, operationId="get_tenant", tenantId=OTHER)[1]["code"] == "TENANT_NOT_FOUND"

    def test_take_an_operation_to_be_of_the_tenant(self, check):
        who = caller(Role.TENANT_ADMIN, tenant_id=TENANT)

        assert check(who, operationId="get_operation", tenantId=TENANT)[1]["allowed"] is True
        assert check(who, operationId="get_operation", tenantId=OTHER)[1]["allowed"] is False

    def test_need_no_tenant_where_none_counts(self, check):
        assert check(caller(), operationId="list_templates")[1]["allowed"] is True
        assert check(caller(), operationId="create_tenant")[1]["code"] == "ROLE_REQUIRED"

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"operationId": "make_coffee"}, "operationId"),
            ({"operationId": "get_tenant"}, "tenantId"),
            ({"operationId": "get_tenant", "tenantId": "x"}, "tenantId"),
            ({}, "operationId"),
            ({"operationId": "get_tenant", "tenantId": TENANT, "role": "platform_admin"}, "role"),
        ],
    )
    def test_are_not_given_to_questions_that_make_no_sense(self, check, body, field):
        status, answer = check(caller(), **body)

        assert (status, answer["errors"][0]["field"]) == (400, field)
