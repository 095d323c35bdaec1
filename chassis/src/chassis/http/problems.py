"""RFC 9457 problem documents: the one place where an error becomes an answer."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from chassis.errors import FieldError, InvalidRequest, ProblemError
from chassis.http.envelope import Wire
from chassis.http.input_messages import describe

MEDIA_TYPE = "application/problem+json"
_NAMED = 3  # fields that one sentence can hold; `errors` holds all of them
_PLACES = {"body", "query", "path", "header"}


class ProblemField(Wire):
    """One wrong input."""

    field: str
    code: str
    message: str


class Problem(Wire):
    """A problem document (RFC 9457). Some carry further members, such as `currentStatus` and `allowedActions`."""

    type: str = Field(examples=["/problems/validation-error"])
    title: str
    status: int
    detail: str = Field(description="What is wrong and what to do next.")
    instance: str = Field(description="This occurrence; quote it when asking for help.")
    code: str = Field(description="Stable name for programs.", examples=["VALIDATION_ERROR"])
    errors: list[ProblemField] = Field(default_factory=list)
    trace_id: str


def document(error: ProblemError, trace_id: str) -> dict[str, Any]:
    """The problem document of `error`; holds nothing that depends on whether a hidden thing exists."""
    return {
        "type": "/problems/" + error.code.lower().replace("_", "-"),
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": f"urn:bbws:trace:{trace_id}",
        "code": error.code,
        "errors": [{"field": e.field, "code": e.code, "message": e.message} for e in error.errors],
        **error.extensions,
        "traceId": trace_id,
    }


def answer(error: ProblemError, trace_id: str) -> dict[str, Any]:
    """`error` as a payload 2.0 answer."""
    headers = {"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store", "X-Request-ID": trace_id, **error.headers}
    return {"statusCode": error.status, "headers": headers, "body": json.dumps(document(error, trace_id))}


def invalid_input(errors: Sequence[Mapping[str, Any]]) -> InvalidRequest:
    """The problem for pydantic's `errors()`: each wrong field with a code and a sentence of ours."""
    found = [FieldError(_field(error["loc"]), *describe(error)) for error in errors]
    names = _listed(list(dict.fromkeys(error.field for error in found)))
    return InvalidRequest(f"Correct {names}, then send the request again.", errors=found)


def _listed(names: list[str]) -> str:
    """Names as a sentence lists them: the first few, and how many more."""
    more = len(names) - _NAMED
    shown = [*names[:_NAMED], f"{more:,} more field{'s' if more > 1 else ''}"] if more > 0 else names
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if shown[1:] else shown)


def _field(location: Sequence[str | int]) -> str:
    parts = list(location)[1:] if location and location[0] in _PLACES else list(location)
    named = [part for part in parts if part != "[key]"]  # how pydantic says that a map's key is wrong, not its value
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in named).lstrip(".")
    return name or "body"
