"""One row of a table of routes, and what may be answered beside a body."""

from chassis.errors import Conflict, NotFound
from chassis.http.envelope import Wire
from chassis.http.responses import Response, accepted, created, deleted, queued
from chassis.http.routes import Act, act, health, problems


def test_an_act_has_the_name_of_its_function_unless_it_serves_several():
    assert act("sites.handlers.sites.create_site", status=201) == Act(
        "sites.handlers.sites.create_site", "create_site", 201
    )
    assert act("sites.handlers.sites.set", name="open_site").name == "open_site"


def test_a_row_knows_its_method_and_its_path():
    row = act("a.b").at("GET /v1.0/tenants/{tenant_id}")

    assert (row.route, row.method, row.path) == (
        *("GET /v1.0/tenants/{tenant_id}", "GET"),
        "/v1.0/tenants/{tenant_id}",
    )


def test_a_row_loads_its_function_when_asked():
    assert act(f"{__name__}.test_a_row_loads_its_function_when_asked").load().__name__.endswith("when_asked")


def test_health_has_one_row_for_each_service():
    (route, row), *others = health("sites").items()

    assert (route, others) == ("GET /v1.0/health/sites", [])
    assert row == Act("chassis.http.health.get_health", "get_sites_health", tag="health")


def test_a_handler_declares_its_problems():
    def handler() -> None:
        """Do nothing."""

    assert problems(Conflict, NotFound)(handler) is handler
    assert vars(handler)["problems"] == (Conflict, NotFound)


def test_answers_say_where_to_look_and_when():
    body = Wire()

    assert created(body, "/a") == Response(201, body, {"Location": "/a"})
    assert queued(body, "/a") == Response(202, body, {"Location": "/a", "Retry-After": "2"})
    assert queued(body, "/a", retry_after=9).headers["Retry-After"] == "9"
    assert accepted(body, "op-1", retry_after=9) == Response(
        202, body, {"Location": "/v1.0/operations/op-1", "Retry-After": "9"}
    )
    assert deleted() == Response(204)
