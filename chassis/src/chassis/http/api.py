"""One service's HTTP door: authenticate → authorize → guard → route → render; the first two before any parser."""

import re
import time
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler import Request as HttpRequest
from aws_lambda_powertools.event_handler.exceptions import NotFoundError, ServiceError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
    ResponseValidationError,
)
from pydantic import BaseModel

from chassis.access.authorization import SIGN_IN_ADVICE, Rules, authorize, require_rows
from chassis.access.caller import ANONYMOUS, Caller
from chassis.errors import (
    FieldError,
    InternalError,
    InvalidRequest,
    MethodNotAllowed,
    NotFound,
    ProblemError,
    Unauthenticated,
    Unavailable,
    Unprocessable,
    UnsupportedMediaType,
)
from chassis.http.paths import PathTemplate
from chassis.http.problems import answer, invalid_input
from chassis.http.request_context import RequestContext, make_context
from chassis.http.request_limits import SEND_JSON, check_body
from chassis.http.routes import Act, Routes
from chassis.runtime.ids import is_address, is_id
from chassis.runtime.logging import Log, describe_exception, pseudonym
from chassis.runtime.metrics import Meter

SIGN_IN = {  # what is wrong with the credentials, and what to do
    "UNAUTHORIZED": SIGN_IN_ADVICE,
    "TOKEN_EXPIRED": "Your sign-in has expired. Sign in again and send the new ID token.",
    "TOKEN_INVALID": "We do not accept this token. Sign in, then send the ID token (not the access token) unchanged.",
}
UNKNOWN_ADDRESS = (
    "Nothing exists at this address. Check it for typing mistakes, or start at GET /v1.0 and follow the links."
)
_AUTHORIZED = 60  # seconds that the gateway keeps an authorizer's answer
_PARAMETER = re.compile(r"\{(\w+)\}")


def _injected_context(request: HttpRequest) -> RequestContext:
    call: RequestContext = request.context["call"]
    return call


CurrentContext = Annotated[RequestContext, Depends(_injected_context)]


class _Resolver(APIGatewayHttpResolver):
    """Powertools' resolver, whose routes are templates."""

    @staticmethod
    def _compile_regex(rule: str, _base_regex: str = "") -> PathTemplate:
        return PathTemplate(rule)


class Api:
    """A service's acts behind one callable; building it fails when an act has no row in `rules`."""

    def __init__(self, service: str, routes: Sequence[Routes], rules: Rules) -> None:
        self.service = service
        self.rules = rules
        self.acts = {act.name: act for part in routes for act in part.acts}
        require_rows(rules, self.acts)
        self.log = Log(service)
        self.meter = Meter(service)
        self.resolver = _Resolver(enable_validation=True, response_validation_error_http_code=500)
        for part in routes:
            self.resolver.include_router(part.router)
        self._render_errors()
        self._by_route = {f"{act.method} {act.path}": act for act in self.acts.values()}

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - the Lambda context
        """Serve one API Gateway event (payload 2.0)."""
        started = time.perf_counter()
        trace_id = event["requestContext"]["requestId"]
        try:
            reply = self._serve(event, context, trace_id)
        except ProblemError as error:
            reply = answer(error, trace_id)
        except Exception as error:  # the last line of defence: a clean 500 with a trace id
            self.log.error(
                "unexpected", trace_id=trace_id, route=event.get("routeKey"), error=describe_exception(error)
            )
            reply = answer(
                InternalError(
                    "We could not finish your request. Try again; if it fails again, send support the traceId."
                ),
                trace_id,
            )
        self._tell(event, reply, trace_id, started)
        return reply

    def _serve(self, event: dict[str, Any], context: Any, trace_id: str) -> dict[str, Any]:  # noqa: ANN401
        act = self._by_route.get(event["routeKey"])
        if act is None:
            raise self._no_such_act(event)
        caller = _caller(event)
        parameters = event.get("pathParameters") or {}
        authorize(self.rules[act.name], caller, parameters.get("tenant_id"))
        _require_ids(parameters)
        _refuse_unknown(event.get("queryStringParameters") or {}, act)
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        body = check_body(
            event.get("body"),
            is_base64=bool(event.get("isBase64Encoded")),
            content_type=headers.get("content-type", ""),
        )
        target = f"{event['rawPath']}?{event.get('rawQueryString') or ''}"
        call = make_context(act.name, caller, trace_id, headers, body, target=target, peer=_peer(event))
        self.resolver.append_context(call=call)
        reply = self.resolver.resolve({**event, "body": body, "isBase64Encoded": False}, context)
        reply["body"] = reply.get("body") or ""  # not every gateway can send null
        reply.setdefault("headers", {})["X-Request-ID"] = trace_id
        reply["headers"].setdefault("Cache-Control", "no-store")
        return reply

    def _no_such_act(self, event: dict[str, Any]) -> ProblemError:
        """405 where the path exists (the gateway's `ANY` route leads here), 404 elsewhere."""
        _, _, path = event["routeKey"].partition(" ")
        methods = sorted(act.method for act in self.acts.values() if act.path == path)
        if methods:
            allowed = ", ".join(methods)
            return MethodNotAllowed(
                f"This address accepts only {allowed}. Use that method.", headers={"Allow": allowed}
            )
        return NotFound(UNKNOWN_ADDRESS)

    def _tell(self, event: dict[str, Any], reply: dict[str, Any], trace_id: str, started: float) -> None:
        """The one log line and the one metric of a request."""
        act = self._by_route.get(event["routeKey"])
        name = act.name if act else "unrouted"
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        self.meter.record(name, reply["statusCode"], milliseconds)
        parameters = event.get("pathParameters") or {}
        self.log.info(
            name,
            status=reply["statusCode"],
            duration_ms=milliseconds,
            trace_id=trace_id,
            tenant_id=parameters.get("tenant_id"),
            caller=pseudonym(_user(event)),
        )

    def _render_errors(self) -> None:
        """One handler a class: a catch-all inside the resolver would turn its own 404 and 415 into 500."""
        handle = self.resolver.exception_handler

        @handle(ProblemError)
        def problem(error: ProblemError) -> Response[str]:
            return _response(error, self._trace())

        @handle(RequestValidationError)
        def invalid(error: RequestValidationError) -> Response[str]:
            return _response(invalid_input(error.errors()), self._trace())

        @handle(RequestUnsupportedContentType)
        def unsupported(_: RequestUnsupportedContentType) -> Response[str]:
            return _response(UnsupportedMediaType(SEND_JSON), self._trace())

        @handle(ResponseValidationError)
        def ours(error: ResponseValidationError) -> Response[str]:
            self.log.error("invalid_response", error=describe_exception(error), trace_id=self._trace())
            return _response(InternalError("We could not write the answer. Send support the traceId."), self._trace())

        @handle(NotFoundError)
        def unrouted(_: NotFoundError) -> Response[str]:
            return _response(NotFound(UNKNOWN_ADDRESS), self._trace())

        @handle(ServiceError)
        def other(error: ServiceError) -> Response[str]:
            return _response(
                Unprocessable("We could not read your request. Compare it with the API reference and send it again."),
                self._trace(),
            )

    def _trace(self) -> str:
        return str(self.resolver.current_event.request_context.request_id)


def _response(error: ProblemError, trace_id: str) -> Response[str]:
    rendered = answer(error, trace_id)
    headers = rendered["headers"]
    return Response(rendered["statusCode"], headers.pop("Content-Type"), rendered["body"], headers)


def _authorizer(event: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = event["requestContext"].get("authorizer", {}).get("lambda") or {}
    return found


def _peer(event: Mapping[str, Any]) -> str:
    found: str = event["requestContext"]["http"].get("sourceIp", "")
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


def _refuse_unknown(query: Mapping[str, str], act: Act) -> None:
    """A misspelt filter must not silently list everything.

    Raises:
        InvalidRequest: the act has no such query parameter.
    """
    unknown = sorted(set(query) - act.query)
    if unknown:
        known = f"Use only {', '.join(sorted(act.query))}." if act.query else "Remove it: this address takes none."
        words = f"We do not know this query parameter. {known}"
        raise InvalidRequest(words, errors=[FieldError(name, "UNKNOWN_PARAMETER", words) for name in unknown])


def created[T: BaseModel](body: T, location: str) -> Response[T]:
    """201 with the address of what was made."""
    return Response(201, "application/json", body, {"Location": location})


def accepted[T: BaseModel](body: T, operation_id: str, *, retry_after: int = 2) -> Response[T]:
    """202: slow work has been promised; the operation tells how it goes."""
    headers = {"Location": f"/v1.0/operations/{operation_id}", "Retry-After": str(retry_after)}
    return Response(202, "application/json", body, headers)


def deleted() -> Response[Any]:
    """204: it is gone, and there is nothing to say; the body is empty text, because not every gateway takes null."""
    return Response(204, body="")


__all__ = ["Api", "CurrentContext", "RequestContext", "accepted", "created", "deleted"]
