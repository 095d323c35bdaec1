"""Only what came through the edge is served: by its key, or by the one before while keys rotate."""

import json
from typing import Any

import pytest

from chassis.access.authorization import Relation, Rule
from chassis.access.caller import Role
from chassis.http import edge
from chassis.http.api import Api
from chassis.http.edge import EDGE_KEY
from chassis.http.responses import Response, deleted
from chassis.http.routes import act, health
from chassis.testing import caller, http_event
from chassis.testing.events import EDGE_KEYS

OWN = {"tenant_id": "tenant-1", "lamp_id": "lamp-1"}
ADMIN = caller(Role.TENANT_ADMIN, tenant_id="tenant-1")
LAMP = "/v1.0/tenants/{tenant_id}/lamps/{lamp_id}"
RULES = {
    "delete_lamp": Rule(Relation.TENANT, frozenset({Role.TENANT_ADMIN})),
    "get_lamps_health": Rule(Relation.PUBLIC),
}


def delete_lamp(tenant_id: str, lamp_id: str) -> Response[Any]:
    """Delete a lamp."""
    return deleted()


@pytest.fixture(scope="module")
def api() -> Api:
    return Api("lamps", {f"DELETE {LAMP}": act(f"{__name__}.delete_lamp", status=204), **health("lamps")}, RULES)


@pytest.mark.parametrize("key", EDGE_KEYS.values())
def test_its_keys_are_accepted(api, key):
    event = http_event("DELETE", LAMP, caller=ADMIN, parameters=OWN, headers={EDGE_KEY: key})

    assert api(event, None)["statusCode"] == 204


@pytest.mark.parametrize("key", ["", "guessed", EDGE_KEYS["EDGE_KEY"][:-1], EDGE_KEYS["EDGE_KEY"] + ",x", "é"])
@pytest.mark.parametrize("route", [f"DELETE {LAMP}", "GET /v1.0/health/lamps", f"ANY {LAMP}", "$default"])
def test_everything_else_is_refused_whatever_the_route(api, route, key):
    event = http_event("DELETE", LAMP, caller=ADMIN, parameters=OWN, headers={EDGE_KEY: key})
    reply = api(event | {"routeKey": route}, None)

    assert (reply["statusCode"], json.loads(reply["body"])["code"]) == (403, "FORBIDDEN")


def test_without_the_header_too(api):
    event = http_event("DELETE", LAMP, caller=ADMIN, parameters=OWN)
    del event["headers"][EDGE_KEY]

    assert api(event, None)["statusCode"] == 403


def test_a_function_without_keys_serves_nobody(api, monkeypatch):
    for name in EDGE_KEYS:
        monkeypatch.setenv(name, "")
    edge.read_edge_keys.cache_clear()
    event = http_event("DELETE", LAMP, caller=ADMIN, parameters=OWN, headers={EDGE_KEY: ""})

    assert api(event, None)["statusCode"] == 403
    edge.read_edge_keys.cache_clear()
