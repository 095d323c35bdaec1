"""Deny by default: every route has a row in its service's table, and no row is left over."""

import importlib

import pytest

from chassis.access.authorization import Relation, UnruledActError
from chassis.http.api import Api
from chassis.http.routes import Routes


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


def test_each_route_function_is_named_like_its_service_method(api):
    """One act, one name: route function, operationId, service method, log field."""
    verbs = {act.name.partition("_")[0] for act in api.acts.values()}

    assert not verbs & {"fetch", "retrieve", "add", "edit", "remove"}


def test_a_missing_row_stops_the_start(api):
    name = next(iter(api.acts))
    routes = Routes("again")
    routes.acts = list(api.acts.values())

    with pytest.raises(UnruledActError, match=name):
        Api(api.service, [routes], {act: rule for act, rule in api.rules.items() if act != name})
