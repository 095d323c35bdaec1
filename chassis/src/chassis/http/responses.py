"""What handlers answer when a body alone does not say it all: another status, or headers."""

from collections.abc import Mapping
from dataclasses import field
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from chassis.access.acts import href
from chassis.runtime.records import dataclass


@dataclass(frozen=True)
class Response[T: BaseModel]:
    """An answer with its own status and headers; `body` is None where there is nothing to say."""

    status: int
    body: T | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def created[T: BaseModel](body: T, location: str) -> Response[T]:
    """201 Created, with the address of what was made."""
    return Response(HTTPStatus.CREATED, body, {"Location": location})


def accepted[T: BaseModel](body: T, operation_id: str, *, retry_after: int = 2) -> Response[T]:
    """202 Accepted: the work is queued; `Location` is its operation, `retry_after` seconds until a look pays."""
    return queued(body, href("get_operation", operation_id=operation_id), retry_after=retry_after)


def queued[T: BaseModel](body: T, location: str, *, retry_after: int = 2) -> Response[T]:
    """202 Accepted: the wish is recorded and not fulfilled yet; `location` shows what became of it."""
    return Response(HTTPStatus.ACCEPTED, body, {"Location": location, "Retry-After": str(retry_after)})


def deleted() -> Response[Any]:
    """204 No Content."""
    return Response(HTTPStatus.NO_CONTENT)
