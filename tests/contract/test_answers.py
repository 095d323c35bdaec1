"""Services answer as their contracts say: problems everywhere, and real data where one table is enough."""

import importlib
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from chassis.access.authorization import Relation
from chassis.access.caller import Role
from chassis.dynamodb.table import Table
from chassis.dynamodb.transaction import transact
from chassis.http.api import Api
from chassis.operations.operation_log import NewOperation, OperationLog
from chassis.runtime import clients
from chassis.testing import caller, http_event
from chassis.testing.yaml_files import read_yaml
from operations import dependencies as operations
from templates import dependencies as templates
from templates.dao.template_dao import TemplateDAO
from templates.seed import SEED_TEMPLATES

ROOT = Path(__file__).parents[2]
TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"
STRANGER = caller(Role.TENANT_ADMIN, tenant_id="tenant-9c4e28ba-2fa1-4d2e-883f-0016d3cca427")
STAFF = caller(Role.PLATFORM_ADMIN)


def apis() -> list[Api]:
    names = [read_yaml(path)["service"] for path in sorted(ROOT.glob("*-service/service.yaml"))]
    found = [ROOT / f"{name}-service" / "src" / name / "api.py" for name in names]
    return [importlib.import_module(f"{path.parent.name}.api").api for path in found if path.exists()]


ACTS = [pytest.param(api, act, id=act.name) for api in apis() for act in api.acts.values()]
GUARDED = [case for case in ACTS if case.values[0].rules[case.values[1].name].relation is not Relation.PUBLIC]
OF_TENANT = [case for case in ACTS if case.values[0].rules[case.values[1].name].relation is Relation.TENANT]


def ask(api: Api, method: str, path: str, who=None, **options) -> tuple[int, dict, dict]:
    names = path.replace("{", "}").split("}")[1::2]
    parameters = {name: TENANT if name == "tenant_id" else f"{name[:4]}-1b4e28ba-2fa1-4d2e" for name in names}
    reply = api(http_event(method, path, caller=who, parameters=options.pop("parameters", parameters), **options), None)
    return reply["statusCode"], json.loads(reply["body"]), {k.lower(): v for k, v in reply["headers"].items()}


def require_conformity(platform: dict, act, status: int, body: dict, media_type: str) -> None:
    """The answer is one of those that the contract names, and its body fits."""
    responses = platform["paths"][act.path][act.method.lower()]["responses"]
    schema = responses[str(status)]["content"][media_type]["schema"]
    Draft202012Validator({**schema, "components": platform["components"]}).validate(body)


@pytest.mark.parametrize(("api", "act"), GUARDED)
class TestEveryGuardedAct:
    def test_asks_an_anonymous_caller_to_sign_in(self, api, act, platform):
        status, body, headers = ask(api, act.method, act.path)

        assert (status, body["code"]) == (401, "UNAUTHORIZED")
        assert headers["www-authenticate"].startswith("Bearer")
        require_conformity(platform, act, status, body, headers["content-type"])

    @pytest.mark.parametrize("problem", ["TOKEN_EXPIRED", "TOKEN_INVALID"])
    def test_says_what_is_wrong_with_a_token(self, api, act, problem):
        status, body, _ = ask(api, act.method, act.path, problem=problem)

        assert (status, body["code"]) == (401, problem)

    def test_refuses_parameters_that_it_does_not_know(self, api, act, platform):
        status, body, headers = ask(api, act.method, act.path, STAFF, query={"mistyped": "1"})

        assert (status, body["errors"][0]["field"]) == (400, "mistyped")
        require_conformity(platform, act, status, body, headers["content-type"])


@pytest.mark.parametrize(("api", "act"), OF_TENANT)
def test_a_foreign_tenant_does_not_exist(api, act, platform):
    status, body, headers = ask(api, act.method, act.path, STRANGER)

    assert (status, body["code"]) == (404, "TENANT_NOT_FOUND")
    require_conformity(platform, act, status, body, headers["content-type"])


@pytest.mark.parametrize(("api", "act"), ACTS)
def test_a_method_that_does_not_exist_names_those_that_do(api, act):
    status, body, headers = ask(api, "PATCH", act.path, STAFF)

    assert (status, body["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert act.method in headers["allow"]


class TestRealData:
    """Every member of the contract is there, in the declared format."""

    @pytest.fixture(autouse=True)
    def filled(self, tables, clock):
        for module in (operations, templates):
            for cached in vars(module).values():
                if hasattr(cached, "cache_clear"):
                    cached.cache_clear()
        catalogue = TemplateDAO(Table(clients.dynamodb(), tables("templates")))
        for template in SEED_TEMPLATES:
            catalogue.table.put(catalogue.item(template))
        log = OperationLog(clients.dynamodb(), tables("operations"), clock)
        new = NewOperation(
            tenant_id=TENANT,
            operation_type="SITE_CREATION",
            resource_type="SITE",
            resource_id="site-1",
            resource_href="/v1.0/tenants/t/sites/site-1",
            steps=[("create_site", "Create the site")],
            created_by="user-1",
            correlation_id="trace-1",
        )
        operation, line = log.begin(new)
        transact(clients.dynamodb(), [line])
        self.ids = {
            "tenant_id": TENANT,
            "operation_id": operation.operation_id,
            "template_id": SEED_TEMPLATES[0].template_id,
        }

    @pytest.mark.parametrize(
        ("service", "name"),
        [
            ("templates", "list_templates"),
            ("templates", "get_template"),
            ("operations", "list_tenant_operations"),
            ("operations", "get_operation"),
        ],
    )
    def test_fits_the_contract(self, service, name, platform):
        api: Api = importlib.import_module(f"{service}.api").api
        act = api.acts[name]
        parameters = {part: value for part, value in self.ids.items() if f"{{{part}}}" in act.path}

        status, body, headers = ask(api, act.method, act.path, STAFF, parameters=parameters)

        assert (status, bool(body["data"])) == (200, True)
        require_conformity(platform, act, status, body, headers["content-type"])
