"""Links that lead to other services: what we repeat of their tables is what their tables say."""

import importlib

import pytest

from chassis.api import Api
from tenants.domain.links import ELSEWHERE, ROOT_LINKS, TENANT_LINKS
from tenants.main import lambda_handler

NEIGHBOURS = ("instances", "sites", "operations", "templates")


@pytest.fixture(scope="module")
def neighbours() -> dict[str, Api]:
    """The other services' acts by name, each with its API."""
    apis = [importlib.import_module(f"{name}.api").api for name in NEIGHBOURS]
    return {act: api for api in apis for act in api.acts}


@pytest.mark.parametrize("act", sorted(ELSEWHERE))
def test_the_rule_is_that_of_the_owner(neighbours, act):
    owners = neighbours[act].rules[act]

    assert (ELSEWHERE[act].relation, ELSEWHERE[act].roles) == (owners.relation, owners.roles)


@pytest.mark.parametrize("affordance", [*TENANT_LINKS, *ROOT_LINKS], ids=lambda one: one.rel)
def test_the_address_exists(neighbours, affordance):
    apis = {*neighbours.values(), lambda_handler}
    routes = {(act.method, act.path) for api in apis for act in api.acts.values()}

    assert (affordance.method, affordance.href.partition("?")[0]) in routes
