"""Deny by default: every route has a row in its service's table, and no row is left over."""

import ast
import importlib
import re

import pytest

from chassis.access.authorization import Relation, UnruledActError
from chassis.http.api import Api
from local_platform.manifest import read_service

_PATH = re.compile(r"([A-Z]+ )?/v1\.0")


@pytest.fixture
def api(name: str) -> Api:
    """The API of one service."""
    found: Api = importlib.import_module(f"{name}.api").api
    return found


def test_routes_and_rows_are_the_same_set(api):
    assert set(api.rules) == set(api.acts)


def test_a_row_that_asks_for_a_role_names_one(api):
    without = {
        name
        for name, rule in api.rules.items()
        if rule.relation in (Relation.TENANT, Relation.PLATFORM, Relation.RESOURCE) and not rule.roles
    }

    assert without == set()


def test_tenant_rows_stand_on_tenant_paths_and_only_there(api):
    """The tenant that is authorized is the one in the path; without one there is nothing to hold a role in."""
    for act in api.acts.values():
        relation = api.rules[act.name].relation
        if relation is Relation.TENANT:
            assert "{tenant_id}" in act.path, act.name
        if "{tenant_id}" in act.path:
            assert relation in (Relation.TENANT, Relation.PLATFORM), act.name


def test_only_health_the_root_and_what_a_secret_opens_are_public(api):
    public = {name for name, rule in api.rules.items() if rule.relation is Relation.PUBLIC}

    by_secret = {"lookup_invitation", "decline_invitation"}  # whoever holds the secret of the mail may (ADR 0013)
    assert public <= {f"get_{api.service}_health", "get_root"} | by_secret


def test_each_string_of_the_table_leads_to_a_handler(api):
    """One act, one name: handler, operationId, service method, log field; one function may serve several acts."""
    for act in api.acts.values():
        endpoint = api.endpoint(act.name)
        assert act.handler.startswith((f"{api.service}.handlers.", "chassis.http.health.")), act.handler
        assert endpoint.function.__name__ == act.name or act.words or act.tag == "health", act.name
        assert re.findall(r"\{(\w+)\}", act.path) == endpoint.places, act.name


def test_a_path_stands_in_the_route_table_and_nowhere_else(http_service):
    """Links, Location headers and next pages are derived from the act's name (`chassis.access.acts`)."""
    package = http_service / "src" / read_service(http_service).service
    spelled = {
        f"{file.relative_to(http_service)}:{node.lineno}"
        for file in package.rglob("*.py")
        if file.name != "api.py"
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _PATH.match(node.value)
    }

    assert spelled == set()


@pytest.mark.parametrize("text", ["/v1.0/tenants", "GET /v1.0/tenants/{tenant_id}"])
def test_a_path_is_told_from_a_sentence_that_names_one(text):
    assert _PATH.match(text)
    assert not _PATH.match(f"List them with {text}.")


def test_acts_are_named_by_the_agreed_verbs(api):
    verbs = {act.name.partition("_")[0] for act in api.acts.values()}

    assert not verbs & {"fetch", "retrieve", "add", "edit", "remove"}


def test_a_missing_row_stops_the_start(api):
    name = next(iter(api.acts))

    with pytest.raises(UnruledActError, match=name):
        Api(api.service, api.routes, {act: rule for act, rule in api.rules.items() if act != name})
