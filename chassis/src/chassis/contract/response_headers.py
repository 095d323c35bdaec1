"""The headers of answers, as the contracts declare them; a test compares them with what functions answer."""

from typing import Any

from chassis.http.field_types import LARGEST_INT32

_SECONDS = {"type": "integer", "format": "int32", "minimum": 0, "maximum": LARGEST_INT32}
_HEADERS: dict[str, Any] = {
    "X-Request-ID": {
        "description": "The id of this request, the same as `traceId`; quote it when you ask for help.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9+/=:_-]+$", "maxLength": 128},
        "example": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    },
    "Location": {
        "description": "Where to find what was made, or the operation to follow.",
        "required": True,
        "schema": {"type": "string", "format": "uri-reference", "maxLength": 2048},
        "example": "/v1.0/operations/op-1b4e28ba-2fa1-4d2e-883f-0016d3cca427",
    },
    "Retry-After": {
        "description": "In how many seconds to ask again.",
        "required": True,
        "schema": _SECONDS,
        "example": 2,
    },
    "Retry-After-While-Running": {
        "description": "In how many seconds to ask again; only while the operation has not ended.",
        "schema": _SECONDS,
        "example": 2,
    },
    "WWW-Authenticate": {
        "description": "How to sign in: with a bearer token.",
        "required": True,
        "schema": {"type": "string", "pattern": "^Bearer", "maxLength": 200},
        "example": 'Bearer realm="bbws"',
    },
    "X-RateLimit-Limit": {
        "description": "How many such requests are allowed in the period.",
        "schema": _SECONDS,
        "example": 10,
    },
    "X-RateLimit-Remaining": {
        "description": "How many are left.",
        "schema": _SECONDS,
        "example": 0,
    },
    "X-RateLimit-Reset": {
        "description": "In how many seconds the period ends.",
        "schema": _SECONDS,
        "example": 60,
    },
}
_OF_STATUS = {
    "201": ("Location",),
    "202": ("Location", "Retry-After"),
    "401": ("WWW-Authenticate",),
    "429": ("Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"),
    "503": ("Retry-After",),
}


def declare_headers(operation: dict[str, Any]) -> None:
    """Every answer of an operation names its headers; what can be waited for says while it runs when to come back."""
    waits = any(one["name"] == "Prefer" for one in operation.get("parameters", []))
    for status, response in operation["responses"].items():
        response["headers"] = {
            name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-ID", *_OF_STATUS.get(status, ()))
        }
        if waits and status == "200":
            response["headers"]["Retry-After"] = {"$ref": "#/components/headers/Retry-After-While-Running"}


def used_headers(document: dict[str, Any]) -> dict[str, Any]:
    """The headers that some answer of the document names."""
    responses = (
        one
        for path in document["paths"].values()
        for operation in path.values()
        for one in operation["responses"].values()
    )
    named = {
        reference["$ref"].rpartition("/")[2] for response in responses for reference in response["headers"].values()
    }
    return {name: header for name, header in _HEADERS.items() if name in named}
