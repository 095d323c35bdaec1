"""RFC 9457 problem documents: the one place where an error becomes an answer."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from chassis.errors import FieldError, InvalidRequest, ProblemError
from chassis.http.envelope import Wire
from chassis.http.field_types import Code, TraceId, items, line, matching, text, whole
from chassis.http.input_messages import describe

MEDIA_TYPE = "application/problem+json"
_NAMED = 3  # fields that one sentence can hold; `errors` holds all of them
_PLACES = {"body", "query", "path", "header"}


_LONGEST_FIELD, _LONGEST_TEXT, _MOST_ERRORS = 500, 8000, 1000


class ProblemField(Wire):
    """One wrong input."""

    field: Annotated[str, line(_LONGEST_FIELD, "siteName")]
    code: Code
    message: Annotated[str, text(_LONGEST_TEXT, "This field is required.")]


class Problem(Wire):
    """A problem document (RFC 9457). Some carry further members, such as `currentStatus` and `allowedActions`."""

    type: Annotated[str, matching(r"^/problems/[a-z0-9-]+$", 100, "/problems/validation-error")] = Field(
        description="What kind of problem it is."
    )
    title: Annotated[str, line(200, "The request has invalid input")]
    status: Annotated[int, whole(400, 599, 400)]
    detail: Annotated[str, text(_LONGEST_TEXT, "Correct siteName and send the request again.")] = Field(
        description="What is wrong and what to do next."
    )
    instance: Annotated[
        str,
        matching(r"^urn:bbws:trace:[A-Za-z0-9+/=:_-]+$", 200, "urn:bbws:trace:c6af9ac6-7b61-11e6-9a41-93e8deadbeef"),
    ] = Field(description="This occurrence; quote it when asking for help.")
    code: Code = Field(description="Stable name for programs.", examples=["VALIDATION_ERROR"])
    errors: Annotated[list[ProblemField], items(_MOST_ERRORS)] = Field(default_factory=list)
    trace_id: TraceId


def document(error: ProblemError, trace_id: str) -> dict[str, Any]:
    """The problem document of `error`; holds nothing that depends on whether a hidden thing exists."""
    return {
        "type": "/problems/" + error.code.lower().replace("_", "-"),
        "title": error.title,
        "status": error.status,
        "detail": _shown(error.detail, _LONGEST_TEXT),
        "instance": f"urn:bbws:trace:{trace_id}",
        "code": error.code,
        "errors": [_field_document(wrong) for wrong in error.errors[:_MOST_ERRORS]],
        **error.extensions,
        "traceId": trace_id,
    }


def _field_document(wrong: FieldError) -> dict[str, str]:
    field, message = _shown(wrong.field, _LONGEST_FIELD), _shown(wrong.message, _LONGEST_TEXT)
    return {"field": field, "code": wrong.code, "message": message}


def _shown(words: str, longest: int) -> str:
    """`words` as an answer may hold them: they repeat names that the caller chose, however long or invisible."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in words[:longest])


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
