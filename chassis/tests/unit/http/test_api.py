"""The HTTP side of a service: authorization comes first, wrong input gets advice, and no internals are shown."""

import base64
import json
import uuid
from typing import Annotated, Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from chassis.access.authorization import Relation, Rule, UnruledActError
from chassis.access.caller import Role
from chassis.contract.openapi import service_contract
from chassis.errors import Conflict, FieldError, Unavailable
from chassis.http.api import SIGN_IN, UNKNOWN_ADDRESS, USE_EDGE, Api
from chassis.http.edge import EDGE_KEY
from chassis.http.endpoint import PathIds
from chassis.http.envelope import LinkResource, PageReply, PageSize, Reply, Request, Wire
from chassis.http.request_context import RequestContext
from chassis.http.responses import Response, accepted, created, deleted
from chassis.http.routes import act, health, problems
from chassis.runtime.logging import pseudonym
from chassis.testing import caller, http_event
from chassis.testing.answers import faults, watching_answers
from chassis.testing.log_records import recorded

TENANT = "tenant-1"
OWN = {"tenant_id": TENANT}
ADMIN = caller(Role.TENANT_ADMIN, tenant_id=TENANT)
VIEWER = caller(Role.TENANT_VIEWER, tenant_id=TENANT)
LAMPS = "/v1.0/tenants/{tenant_id}/lamps"
LAMP = LAMPS + "/{lamp_id}"
ROUTES = {
    f"POST {LAMPS}": act(f"{__name__}.create_lamp", status=201),
    f"GET {LAMPS}": act(f"{__name__}.list_lamps"),
    f"GET {LAMP}": act(f"{__name__}.get_lamp"),
    f"DELETE {LAMP}": act(f"{__name__}.delete_lamp", status=204),
    f"POST {LAMP}/light": act(f"{__name__}.light_lamp", status=202),
    **health("lamps"),
}
RULES = {
    "create_lamp": Rule(Relation.TENANT, frozenset({Role.TENANT_ADMIN})),
    "get_lamp": Rule(Relation.TENANT, frozenset({Role.TENANT_ADMIN, Role.TENANT_VIEWER})),
    "list_lamps": Rule(Relation.TENANT, frozenset({Role.TENANT_ADMIN})),
    "light_lamp": Rule(Relation.TENANT, frozenset({Role.TENANT_ADMIN})),
    "delete_lamp": Rule(Relation.TENANT, frozenset({Role.TENANT_ADMIN})),
    "get_lamps_health": Rule(Relation.PUBLIC),
}


class CreateLampRequest(Request):
    """A lamp."""

    lamp_name: str
    watts: int = 40


class LampResource(Wire):
    lamp_id: str
    lamp_name: str


class LampReply(Reply[LampResource]):
    """One lamp."""


class LampPage(PageReply[LampResource]):
    """Lamps."""


class LampTaken(Conflict):
    code, title = "LAMP_TAKEN", "The lamp exists"


def delete_lamp(tenant_id: str, lamp_id: str) -> Response[Any]:
    """Take a lamp away."""
    return deleted()


@problems(LampTaken)
def create_lamp(tenant_id: str, body: CreateLampRequest, context: RequestContext) -> Response[LampReply]:
    """Create a lamp.

    It is dark at first.
    """
    if body.lamp_name == "taken":
        raise LampTaken("Choose another name.", errors=[FieldError("lampName", "LAMP_TAKEN", "Taken.")])
    if body.lamp_name == "crash":
        raise KeyError("TENANT#secret arn:aws:dynamodb")
    if body.lamp_name == "busy":
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "Rate exceeded"}}, "PutItem")
    if body.lamp_name == "neighbour":
        raise Unavailable("A part of our platform does not answer.") from TimeoutError("anna@example.com")
    if body.lamp_name == "away":
        raise ReadTimeoutError(endpoint_url="https://dynamodb.af-south-1.amazonaws.com")
    reply = LampReply.of(LampResource(lamp_id="lamp-1", lamp_name=body.lamp_name), context)
    return created(reply, "/v1.0/lamps/lamp-1")


def get_lamp(tenant_id: str, lamp_id: str, context: RequestContext) -> LampReply:
    """Get a lamp."""
    return LampReply.of(LampResource(lamp_id=lamp_id, lamp_name=context.caller.user_id), context)


def list_lamps(
    tenant_id: str,
    context: RequestContext,
    page_size: PageSize = 20,
) -> LampPage:
    """List lamps."""
    return LampPage.of([], context, size=page_size, cursor=None)


def light_lamp(tenant_id: str, lamp_id: str, context: RequestContext) -> Response[LampReply]:
    """Light a lamp."""
    return accepted(LampReply.of(LampResource(lamp_id=lamp_id, lamp_name="x"), context), "op-1")


def get_person(tenant_id: str, context: RequestContext) -> LampReply:
    """Get a person."""
    return LampReply.of(LampResource(lamp_id="lamp-1", lamp_name=context.path), context)


def get_part(ids: Annotated[tuple[str, ...], PathIds("lamp_id", "bulb_id")], context: RequestContext) -> LampReply:
    """Get a {part}."""
    return LampReply.of(LampResource(lamp_id="/".join(ids), lamp_name="part"), context)


@pytest.fixture(scope="module")
def api() -> Api:
    return Api("lamps", ROUTES, RULES)


@pytest.fixture
def ask(api):
    def ask(method, path, who=ADMIN, **options):
        options.setdefault("parameters", {"tenant_id": TENANT, "lamp_id": "lamp-1"})
        reply = api(http_event(method, path, caller=who, **options), None)
        return reply["statusCode"], json.loads(reply["body"]), {k.lower(): v for k, v in reply["headers"].items()}

    return ask


def test_answers_in_the_envelope_with_the_trace_id(ask):
    status, body, headers = ask("POST", LAMPS, body={"lampName": "Desk"})

    assert status == 201
    assert body["data"] == {"lampId": "lamp-1", "lampName": "Desk"}
    assert body["_links"] == {}
    assert headers["location"] == "/v1.0/lamps/lamp-1"
    assert headers["x-request-id"] == body["_meta"]["traceId"]
    assert headers["cache-control"] == "no-store"


def test_slow_work_says_where_to_look_and_when(ask):
    status, _, headers = ask("POST", LAMP + "/light")

    assert (status, headers["location"], headers["retry-after"]) == (202, "/v1.0/operations/op-1", "2")


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "lampName", "MISSING_REQUIRED_FIELD"),
        (None, "body", "MISSING_REQUIRED_FIELD"),
        ({"lampName": 7}, "lampName", "INVALID_FIELD_TYPE"),
        ({"lampName": "a", "watts": "many"}, "watts", "INVALID_FIELD_TYPE"),
        ({"lampName": "a", "tenantId": "tenant-2"}, "tenantId", "UNKNOWN_FIELD"),
        ({"lamp_name": "a"}, "lamp_name", "UNKNOWN_FIELD"),
        ("{", "body", "INVALID_JSON"),
        ("[]", "body", "INVALID_JSON"),
        ('{"lampName": "\\ud800"}', "body", "INVALID_ENCODING"),
    ],
)
def test_wrong_input_is_a_400_that_names_the_field(ask, body, field, code):
    status, problem, headers = ask("POST", LAMPS, body=body)

    assert status == 400
    assert (field, code) in [(e["field"], e["code"]) for e in problem["errors"]]
    assert headers["content-type"] == "application/problem+json"


def test_a_strangers_invalid_body_tells_nothing_of_the_fields(ask):
    """Authorization comes first, so that callers without access learn nothing about the schema."""
    assert ask("POST", LAMPS, None, body={"wrong": 1})[0] == 401
    assert ask("POST", LAMPS, VIEWER, body={"wrong": 1})[0] == 403
    status, problem, _ = ask("POST", LAMPS, caller(Role.TENANT_ADMIN, tenant_id="tenant-2"), body={"wrong": 1})
    assert (status, problem["errors"]) == (404, [])


@pytest.mark.parametrize("code", ["TOKEN_EXPIRED", "TOKEN_INVALID", "UNAUTHORIZED"])
def test_says_what_is_wrong_with_the_token(ask, code):
    status, problem, headers = ask("GET", LAMP, None, problem=code)

    assert (status, problem["code"]) == (401, code)
    assert headers["www-authenticate"].startswith("Bearer")


BUSY = "We have too many requests right now. Send the request again in a moment."
AWAY = "A part of our platform does not answer right now. Send the request again in a moment."


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "detail"),
    [
        ("GET", LAMP, {"headers": {EDGE_KEY: "guessed"}}, 403, USE_EDGE),
        ("GET", "/v1.0/nowhere", {}, 404, UNKNOWN_ADDRESS),
        ("ANY", LAMPS, {}, 405, "This address accepts only GET, POST. Use that method."),
        ("GET", LAMPS, {"query": {"size": "1"}}, 400, "We do not know this query parameter. Use only pageSize."),
        (
            *("GET", LAMP, {"query": {"size": "1"}}),
            *(400, "We do not know this query parameter. Remove it: this address takes none."),
        ),
        (
            *("GET", LAMP, {"parameters": OWN | {"lamp_id": "#"}}, 404),
            "Nothing with this id exists, or you may not see it. Check the id, or follow the links from GET /v1.0.",
        ),
        ("POST", LAMPS, {"body": {"lampName": "busy"}}, 503, BUSY),
        ("POST", LAMPS, {"body": {"lampName": "away"}}, 503, AWAY),
        (
            *("POST", LAMPS, {"body": {"lampName": "crash"}}, 500),
            "We could not finish your request. Try again; if it fails again, send support the traceId.",
        ),
        ("POST", LAMPS, {"body": {}}, 400, "Correct lampName, then send the request again."),
        ("GET", LAMP, {"who": None}, 401, SIGN_IN["UNAUTHORIZED"]),
        ("GET", LAMP, {"who": None, "problem": "TOKEN_EXPIRED"}, 401, SIGN_IN["TOKEN_EXPIRED"]),
        (
            *("GET", LAMP, {"who": None, "problem": "UNAVAILABLE"}, 503),
            "We cannot check your sign-in right now. Send the request again in a minute.",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_do(ask, method, path, options, status, detail):
    found, problem, headers = ask(method, path, **options)

    assert (found, problem["status"], problem["detail"]) == (status, status, detail)
    assert headers["content-type"] == "application/problem+json"
    assert headers["cache-control"] == "no-store"
    assert problem["instance"] == f"urn:bbws:trace:{problem['traceId']}"
    assert problem["traceId"] == headers["x-request-id"]


def test_who_could_not_be_checked_asks_again_when_the_gateway_does(ask):
    """The gateway keeps an authorizer's answer for 60 seconds."""
    assert ask("GET", LAMP, None, problem="UNAVAILABLE")[2]["retry-after"] == "60"


def test_all_wrong_fields_are_named_at_once(ask):
    _, problem, _ = ask("POST", LAMPS, query={}, body={"watts": "many", "colour": 1})

    assert {(one["field"], one["code"]) for one in problem["errors"]} == {
        ("lampName", "MISSING_REQUIRED_FIELD"),
        ("watts", "INVALID_FIELD_TYPE"),
        ("colour", "UNKNOWN_FIELD"),
    }


@pytest.mark.parametrize("lamp_id", ["primary", "lamp-1"])
def test_a_thing_has_an_id_or_is_the_primary_one(ask, lamp_id):
    assert ask("GET", LAMP, parameters=OWN | {"lamp_id": lamp_id})[1]["data"]["lampId"] == lamp_id


@pytest.mark.parametrize(("name", "status"), [("user_id", 200), ("lamp_id", 404)])
def test_only_a_person_may_be_named_by_address(name, status):
    path = f"/v1.0/tenants/{{tenant_id}}/people/{{{name}}}"
    api = Api("lamps", {f"GET {path}": act(f"{__name__}.get_person", name="get_lamp")}, RULES)
    event = http_event("GET", path, caller=ADMIN, parameters=OWN | {name: "jo@example.com"})

    assert api(event, None)["statusCode"] == status


def test_a_body_may_come_in_base64(api):
    event = http_event("POST", LAMPS, caller=ADMIN, parameters=OWN, body={"lampName": "Desk"})
    encoded = base64.b64encode(event["body"].encode()).decode()
    reply = api(event | {"body": encoded, "isBase64Encoded": True}, None)

    assert reply["statusCode"] == 201
    assert reply["headers"] == {
        "Cache-Control": "no-store",
        "X-Request-ID": event["requestContext"]["requestId"],
        "Location": "/v1.0/lamps/lamp-1",
        "Content-Type": "application/json",
    }


def test_names_of_headers_are_read_in_any_case_and_the_type_of_a_body_counts(api):
    event = http_event("POST", LAMPS, caller=ADMIN, parameters=OWN, body={"lampName": "Desk"})
    event["headers"] = {name.upper(): value for name, value in event["headers"].items()} | {"CONTENT-TYPE": "text/xml"}

    assert api(event, None)["statusCode"] == 415


def test_a_request_leaves_one_record_of_who_asked_for_what():
    tenant, user = f"tenant-{uuid.uuid4()}", f"user-{uuid.uuid4()}"
    who = caller(Role.TENANT_ADMIN, tenant_id=tenant, user_id=user)
    event = http_event("GET", LAMP, caller=who, parameters={"tenant_id": tenant, "lamp_id": "lamp-1"})
    with recorded() as records:
        Api("lamps", ROUTES, RULES)(event, None)

    (found,) = records
    assert (found["message"], found["status"], found["level"]) == ("get_lamp", 200, "INFO")
    assert (found["trace_id"], found["tenant_id"]) == (event["requestContext"]["requestId"], tenant)
    assert found["caller"] == pseudonym(user)
    assert 0 <= found["duration_ms"] < 60_000


def test_a_failure_leaves_a_record_with_its_route(api):
    event = http_event("POST", LAMPS, caller=ADMIN, parameters=OWN, body={"lampName": "crash"})
    with recorded() as records:
        api(event, None)

    failure, request = records
    assert (failure["message"], failure["route"]) == ("unexpected", f"POST {LAMPS}")
    assert failure["trace_id"] == request["trace_id"] == event["requestContext"]["requestId"]
    assert (request["message"], request["status"]) == ("create_lamp", 500)


def test_an_address_without_act_is_recorded_as_unrouted(api):
    with recorded() as records:
        api(http_event("GET", "/v1.0/nowhere") | {"routeKey": "$default"}, None)

    assert [(record["message"], record["status"]) for record in records] == [("unrouted", 404)]


def test_domain_errors_are_rendered_once(ask):
    status, problem, _ = ask("POST", LAMPS, body={"lampName": "taken"})

    assert (status, problem["code"], problem["type"]) == (409, "LAMP_TAKEN", "/problems/lamp-taken")
    assert problem["errors"] == [{"field": "lampName", "code": "LAMP_TAKEN", "message": "Taken."}]


def test_a_crash_tells_nothing_of_our_inside(ask):
    status, problem, _ = ask("POST", LAMPS, body={"lampName": "crash"})

    assert (status, problem["code"]) == (500, "INTERNAL_ERROR")
    assert "secret" not in json.dumps(problem)
    assert "arn" not in json.dumps(problem)
    assert problem["traceId"]


@pytest.mark.parametrize(("name", "says"), [("busy", "too many requests"), ("away", "does not answer")])
def test_what_passes_by_itself_is_503_with_the_time_to_try_again(ask, name, says):
    with recorded() as records:
        status, problem, headers = ask("POST", LAMPS, body={"lampName": name})

    assert (status, problem["code"]) == (503, "TEMPORARILY_UNAVAILABLE")
    assert int(headers["retry-after"]) > 0
    assert says in problem["detail"]
    failure = next(record for record in records if record["message"] == "dependency_unavailable")
    assert failure["trace_id"] == problem["traceId"]
    assert failure["frames"][-1].endswith(":create_lamp")


def test_another_service_that_does_not_answer_is_logged_with_its_cause(ask):
    with recorded() as records:
        status, problem, _ = ask("POST", LAMPS, body={"lampName": "neighbour"})

    assert status == 503
    failure = next(record for record in records if record["message"] == "dependency_unavailable")
    assert failure["trace_id"] == problem["traceId"]
    assert [cause["error"] for cause in failure["causes"]] == ["TimeoutError"]
    assert "anna" not in json.dumps(records)


def test_a_mistake_of_the_caller_is_no_failure_of_ours(ask):
    with recorded() as records:
        assert ask("POST", LAMPS, body={"lampName": "taken"})[0] == 409

    assert [record["message"] for record in records] == ["create_lamp"]


@pytest.mark.parametrize("tenant_id", ["anna@example.com", "tenant-anna-smith", "anna-smith"])
def test_the_request_log_holds_no_name_that_somebody_typed_into_the_path(api, tenant_id):
    with recorded() as records:
        api(http_event("GET", LAMPS, caller=ADMIN, parameters={"tenant_id": tenant_id}), None)

    assert [record["message"] for record in records] == ["list_lamps"]
    assert "anna" not in json.dumps(records)


def test_another_method_is_405_and_says_which(ask):
    status, problem, headers = ask("ANY", LAMPS)

    assert (status, problem["code"], headers["allow"]) == (405, "METHOD_NOT_ALLOWED", "GET, POST")


def test_options_of_a_path_is_204_and_says_which_methods(api):
    event = http_event("OPTIONS", LAMPS) | {"routeKey": f"ANY {LAMPS}"}
    reply = api(event, None)

    assert reply == {
        "statusCode": 204,
        "headers": {
            "Allow": "GET, POST",
            "Cache-Control": "no-store",
            "X-Request-ID": event["requestContext"]["requestId"],
        },
        "body": "",
    }


def test_options_of_an_unknown_path_is_404(api):
    reply = api(http_event("OPTIONS", "/v1.0/nowhere") | {"routeKey": "$default"}, None)

    assert reply["statusCode"] == 404


def test_an_unknown_path_is_404_and_says_where_to_begin(api):
    event = http_event("GET", "/v1.0/nowhere", caller=ADMIN) | {"routeKey": "$default"}
    reply = api(event, None)

    assert reply["statusCode"] == 404
    assert "GET /v1.0" in json.loads(reply["body"])["detail"]


def test_what_is_gone_is_answered_with_an_empty_text(api):
    """The body is not null: a gateway that encodes null would fail after the change has been made."""
    event = http_event("DELETE", LAMP, caller=ADMIN, parameters={"tenant_id": TENANT, "lamp_id": "lamp-1"})
    reply = api(event, None)

    assert (reply["statusCode"], reply["body"]) == (204, "")


@pytest.mark.parametrize("odd", ["..", "%2f", "#", "a" * 2049, "lamp-1\u0000", "TENANT#1", ""])
def test_an_id_that_is_none_names_nothing(ask, odd):
    status, problem, _ = ask("GET", LAMP, parameters={"tenant_id": TENANT, "lamp_id": odd})

    assert status == 404
    assert "detail" in problem


def test_a_misspelt_query_parameter_is_not_passed_over(ask):
    status, problem, _ = ask("GET", LAMPS, query={"pagesize": "3"})

    assert (status, problem["errors"][0]["field"], problem["errors"][0]["code"]) == (
        400,
        "pagesize",
        "UNKNOWN_PARAMETER",
    )


@pytest.mark.parametrize("size", ["0", "1000", "-1", "1e3", "", "x"])
def test_a_page_has_1_to_100_items(ask, size):
    status, problem, _ = ask("GET", LAMPS, query={"pageSize": size})

    assert (status, problem["errors"][0]["field"]) == (400, "pageSize")


def test_every_request_is_counted_by_its_act_and_never_by_tenant(ask, capsys):
    ask("GET", LAMP)
    ask("POST", LAMPS, body={"lampName": "crash"})
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]

    assert [(line["act"], line["Requests"], line["Errors"]) for line in lines] == [
        ("get_lamp", [1.0], [0.0]),
        ("create_lamp", [1.0], [1.0]),
    ]
    assert TENANT not in json.dumps(lines)


def test_health_needs_nobody(ask):
    status, body, _ = ask("GET", "/v1.0/health/lamps", None, parameters={})

    assert (status, body["data"]) == (200, {"service": "lamps", "status": "ok"})


@pytest.mark.parametrize(
    "found", [{}, {"authorizer": {}}, {"authorizer": {"lambda": None}}, {"authorizer": {"lambda": {}}}]
)
def test_whom_no_authorizer_has_looked_at_is_nobody(api, found):
    event = http_event("GET", LAMP, parameters=OWN | {"lamp_id": "lamp-1"})
    event["requestContext"] = {it: event["requestContext"][it] for it in ("requestId", "http")} | found
    reply = api(event, None)

    assert (reply["statusCode"], json.loads(reply["body"])["code"]) == (401, "UNAUTHORIZED")
    assert api(event | {"routeKey": "GET /v1.0/health/lamps", "pathParameters": None}, None)["statusCode"] == 200


def test_an_act_without_a_row_stops_the_start():
    with pytest.raises(UnruledActError, match="light_lamp"):
        Api("lamps", ROUTES, {name: rule for name, rule in RULES.items() if name != "light_lamp"})


def test_calls_do_not_see_each_others_caller(ask):
    """Requests share the API, but not the context."""
    assert ask("GET", LAMP)[1]["data"]["lampName"] == ADMIN.user_id
    other = caller(Role.TENANT_ADMIN, tenant_id=TENANT, user_id="user-other")
    assert ask("GET", LAMP, other)[1]["data"]["lampName"] == "user-other"


def test_a_get_link_has_no_method():
    assert LinkResource(href="/a").model_dump() == {"href": "/a"}
    assert LinkResource(href="/a", method="POST").model_dump() == {"href": "/a", "method": "POST"}


class TestContract:
    def test_tells_names_roles_statuses_and_problems(self, api):
        operation = service_contract(api)["paths"][LAMPS]["post"]

        assert operation["operationId"] == "create_lamp"
        assert (operation["summary"], operation["description"]) == ("Create a lamp", "It is dark at first.")
        assert operation["x-roles"] == ["tenant_admin"]
        assert set(operation["responses"]) >= {"201", "400", "401", "403", "404", "409", "422", "500"}
        assert "LAMP_TAKEN" in operation["responses"]["409"]["description"]
        assert "Idempotency-Key" in [p["name"] for p in operation["parameters"]]
        assert "Prefer" in [p["name"] for p in service_contract(api)["paths"][LAMP + "/light"]["post"]["parameters"]]

    def test_is_the_same_each_time(self, api):
        assert service_contract(api) == service_contract(api)


class TestTable:
    def test_a_handler_is_imported_at_its_first_request(self):
        lost = {f"GET {LAMPS}": act("chassis.nowhere.list_lamps")}
        api = Api("lamps", lost, RULES)
        event = http_event("GET", LAMPS, caller=ADMIN, parameters={"tenant_id": TENANT})

        assert api(event, None)["statusCode"] == 500
        assert api({**event, "routeKey": "$default"}, None)["statusCode"] == 404

    def test_one_function_serves_several_acts_and_its_docstring_takes_their_words(self):
        deep = f"{LAMP}/bulbs/{{bulb_id}}"
        rule = dict.fromkeys(("get_bulb", "get_shade"), RULES["get_lamp"])
        rows = {
            f"GET {deep}": act(f"{__name__}.get_part", name="get_bulb", words={"part": "bulb"}),
            f"GET {LAMP}/shade": act(f"{__name__}.get_part", name="get_shade", words={"part": "shade"}),
        }
        api = Api("lamps", rows, rule)
        paths = service_contract(api)["paths"]
        reply = api(
            http_event("GET", deep, caller=ADMIN, parameters={"bulb_id": "bulb-1", "lamp_id": "lamp-1"} | OWN), None
        )

        assert json.loads(reply["body"])["data"]["lampId"] == "lamp-1/bulb-1"
        assert [paths[path]["get"]["summary"] for path in (deep, f"{LAMP}/shade")] == ["Get a bulb", "Get a shade"]
        assert [p["name"] for p in paths[deep]["get"]["parameters"]] == ["tenant_id", "lamp_id", "bulb_id"]


class TestAnswers:
    """In tests, each answer is held to what its handler declares (`chassis.testing.answers`)."""

    @pytest.mark.parametrize(
        ("reply", "wrong"),
        [
            ({"statusCode": 201, "body": "{}"}, "is no LampReply"),
            ({"statusCode": 200, "body": "{}"}, "answers 200, and declares 201"),
            ({"statusCode": 202, "body": "{}"}, "answers 202, and declares 201"),
        ],
    )
    def test_another_status_or_body_is_found(self, api, reply, wrong):
        assert wrong in "\n".join(faults(api.endpoint("create_lamp"), reply))

    def test_what_is_declared_is_fine(self, ask):
        with watching_answers() as found:
            ask("POST", LAMPS, body={"lampName": "Desk"})
            ask("GET", LAMPS)

        assert found == []
