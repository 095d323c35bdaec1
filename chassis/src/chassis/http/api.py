"""One service's HTTP API: authenticate → authorize → check → call → render; the first two before any parser."""

import time
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from chassis.access.acts import methods_of
from chassis.access.authorization import SIGN_IN_ADVICE, Rules, authorize, require_rows
from chassis.access.caller import ANONYMOUS, Caller
from chassis.errors import (
    Forbidden,
    InternalError,
    MethodNotAllowed,
    NotFound,
    ProblemError,
    Unauthenticated,
    Unavailable,
)
from chassis.http.edge import came_through_edge
from chassis.http.endpoint import Endpoint
from chassis.http.problems import answer
from chassis.http.request_context import RequestContext, make_context
from chassis.http.request_limits import check_body
from chassis.http.responses import Response
from chassis.http.routes import Act
from chassis.http.unknown_path import redirect_without_slash
from chassis.runtime.causes import Cause, cause_of
from chassis.runtime.ids import is_address, is_generated_id, is_id
from chassis.runtime.logging import Log, pseudonym
from chassis.runtime.metrics import Meter

type Event = Mapping[str, Any]

SIGN_IN = {  # what is wrong with the credentials, and what to do
    "UNAUTHORIZED": SIGN_IN_ADVICE,
    "TOKEN_EXPIRED": "Your sign-in has expired. Sign in again and send the new ID token.",
    "TOKEN_INVALID": "We do not accept this token. Sign in, then send the ID token (not the access token) unchanged.",
}
UNKNOWN_ADDRESS = (
    "Nothing exists at this address. Check it for typing mistakes, or start at GET /v1.0 and follow the links."
)
USE_EDGE = "This address is not for clients. Send the request to the address that the API reference names."
_AUTHORIZED = 60  # seconds that the gateway keeps an authorizer's answer


class Api:
    """A service's acts behind one callable; building it fails when an act has no row in `rules`.

    `routes` maps the route keys of API Gateway to acts. A handler and its models are imported at the first request of
    its route, so that a start costs the same with ten routes as with a hundred.
    """

    def __init__(self, service: str, routes: Mapping[str, Act], rules: Rules) -> None:
        self.service = service
        self.rules = rules
        self.routes = routes
        require_rows(rules, (act.name for act in routes.values()))
        self.log = Log(service)
        self.meter = Meter(service)
        self._endpoints: dict[str, Endpoint] = {}

    @cached_property
    def acts(self) -> Mapping[str, Act]:
        """The acts by name, each with its route."""
        return {act.name: act.at(route) for route, act in self.routes.items()}

    def endpoint(self, name: str) -> Endpoint:
        """The handler of an act, imported when first asked for."""
        if name not in self._endpoints:
            self._endpoints[name] = Endpoint(self.acts[name])
        return self._endpoints[name]

    def __call__(self, event: dict[str, Any], _context: object) -> dict[str, Any]:
        """Serve one API Gateway event (payload 2.0)."""
        started = time.perf_counter()
        trace_id = event["requestContext"]["requestId"]
        try:
            reply = self._serve(event, trace_id)
        except ProblemError as error:
            reply = answer(error, trace_id)
        except Exception as error:  # the last line of defence: a clean answer with a trace id
            problem = _problem_of(error)
            event_name = "unexpected" if problem.status == InternalError.status else "dependency_unavailable"
            self.log.error(event_name, trace_id=trace_id, route=event.get("routeKey"), error=error)
            reply = answer(problem, trace_id)
        self._log_request(event, reply, trace_id, started)
        return reply

    def _serve(self, event: Event, trace_id: str) -> dict[str, Any]:
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        if not came_through_edge(headers):
            raise Forbidden(USE_EDGE)
        act = self.routes.get(event["routeKey"])
        if act is None:
            if preflight := self._preflight(event, trace_id):
                return preflight
            if redirect := redirect_without_slash(event, trace_id):
                return redirect
            raise self._no_such_act(event)
        caller = _caller(event)
        path = event.get("pathParameters") or {}
        authorize(self.rules[act.name], caller, path.get("tenant_id"))
        _require_ids(path)
        endpoint, query = self.endpoint(act.name), event.get("queryStringParameters") or {}
        endpoint.check_query(query)
        body = _read_body(event, headers)
        context = make_context(
            act.name,
            caller,
            trace_id,
            headers,
            body,
            path=endpoint.act.path.format_map(path),
            query=query,
        )
        return self.render(endpoint, endpoint.call(context, path, query, body), trace_id)

    def render(self, endpoint: Endpoint, answered: BaseModel | Response[Any], trace_id: str) -> dict[str, Any]:
        """What a handler answered, as payload 2.0; no body is empty text, because not every gateway takes null."""
        response = answered if isinstance(answered, Response) else Response(endpoint.act.status, answered)
        headers = {"Cache-Control": "no-store", "X-Request-ID": trace_id, **response.headers}
        if response.body is None:
            return {"statusCode": int(response.status), "headers": headers, "body": ""}
        headers["Content-Type"] = "application/json"
        text = response.body.model_dump_json(by_alias=True)
        return {"statusCode": int(response.status), "headers": headers, "body": text}

    def _preflight(self, event: Event, trace_id: str) -> dict[str, Any] | None:
        """204 to OPTIONS where the path exists, None otherwise.

        API Gateway adds the CORS headers. It answers preflights itself, except where a route takes any method.
        """
        allowed = self._methods(event)
        if event["requestContext"]["http"]["method"] != "OPTIONS" or not allowed:
            return None
        headers = {"Allow": ", ".join(allowed), "Cache-Control": "no-store", "X-Request-ID": trace_id}
        return {"statusCode": 204, "headers": headers, "body": ""}

    def _methods(self, event: Event) -> list[str]:
        """The methods of the path that the gateway's `ANY` route names."""
        _, _, path = event["routeKey"].partition(" ")
        return sorted({act.method for act in self.acts.values() if act.path == path} | methods_of(path))

    def _no_such_act(self, event: Event) -> ProblemError:
        """405 where the path exists (the gateway's `ANY` route leads here), 404 elsewhere."""
        if methods := self._methods(event):
            allowed = ", ".join(methods)
            return MethodNotAllowed(
                f"This address accepts only {allowed}. Use that method.", headers={"Allow": allowed}
            )
        return NotFound(UNKNOWN_ADDRESS)

    def _log_request(self, event: Event, reply: Mapping[str, Any], trace_id: str, started: float) -> None:
        """Write the one log line and the one metric of a request."""
        act = self.routes.get(event["routeKey"])
        name = act.name if act else "unrouted"
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        self.meter.record(name, reply["statusCode"], milliseconds)
        tenant_id = (event.get("pathParameters") or {}).get("tenant_id", "")
        self.log.info(
            name,
            status=reply["statusCode"],
            duration_ms=milliseconds,
            trace_id=trace_id,
            tenant_id=tenant_id if is_generated_id(tenant_id) else None,  # people type names and addresses there
            caller=pseudonym(_user(event)),
        )


def _problem_of(error: Exception) -> ProblemError:
    """503 for what passes by itself, 500 for everything else; the answer says nothing of the cause."""
    cause = cause_of(error)
    if cause is Cause.BUSY:
        return Unavailable("We have too many requests right now. Send the request again in a moment.")
    if cause is Cause.AWAY:
        return Unavailable("A part of our platform does not answer right now. Send the request again in a moment.")
    return InternalError("We could not finish your request. Try again; if it fails again, send support the traceId.")


def _read_body(event: Event, headers: Mapping[str, str]) -> dict[str, Any] | None:
    return check_body(
        event.get("body"),
        is_base64=bool(event.get("isBase64Encoded")),
        content_type=headers.get("content-type", ""),
    )


def _authorizer(event: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = event["requestContext"].get("authorizer", {}).get("lambda") or {}
    return found


def _user(event: Mapping[str, Any]) -> str:
    context = _authorizer(event).get("caller")
    return Caller.from_context(context).user_id if context else ""


def _caller(event: Mapping[str, Any]) -> Caller:
    """Who asks, as the authorizer found; anonymous when it let a tokenless request pass to a public act.

    Raises:
        Unauthenticated: a token was sent, and it is no good.
        Unavailable: the authorizer could not check it.
    """
    found = _authorizer(event)
    if "caller" in found:
        return Caller.from_context(found["caller"])
    problem = found.get("problem", "UNAUTHORIZED")
    if problem == "UNAUTHORIZED":
        return ANONYMOUS
    if problem == "UNAVAILABLE":
        raise Unavailable(
            "We cannot check your sign-in right now. Send the request again in a minute.", retry_after=_AUTHORIZED
        )
    raise Unauthenticated(SIGN_IN[problem], code=problem)


def _require_ids(parameters: Mapping[str, str]) -> None:
    """An id that cannot be one of ours names nothing, whatever it holds."""
    if any(name.endswith("_id") and not _names_something(name, value) for name, value in parameters.items()):
        raise NotFound(
            "Nothing with this id exists, or you may not see it. Check the id, or follow the links from GET /v1.0."
        )


def _names_something(name: str, value: str) -> bool:
    """An id, or one of the two other ways to name a thing: the tenant's only instance, a person's address."""
    return is_id(value) or value == "primary" or (name == "user_id" and is_address(value))


__all__ = ["Api", "RequestContext"]
