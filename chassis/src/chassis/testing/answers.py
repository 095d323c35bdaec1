"""Holds every answer of an API in a test to what its handler declares: the status, and the model of the body."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, get_args, get_origin
from unittest.mock import patch

from pydantic import ValidationError

from chassis.http.api import Api
from chassis.http.endpoint import Endpoint
from chassis.http.responses import Response


def faults(endpoint: Endpoint, reply: dict[str, Any]) -> Iterator[str]:
    """What is wrong with an answer; nothing when it is as declared."""
    act, kind = endpoint.act, endpoint.returns
    allowed = {act.status} | ({HTTPStatus.ACCEPTED} if act.may_be_accepted else set())
    if reply["statusCode"] not in allowed:
        yield f"{act.name} answers {reply['statusCode']}, and declares {act.status}"
    if get_origin(kind) is Response:
        [kind] = get_args(kind)
    if reply["statusCode"] == HTTPStatus.NO_CONTENT or kind is Any:
        return
    try:
        kind.model_validate_json(reply["body"])
    except ValidationError as error:
        yield f"{act.name} answers a body that is no {kind.__name__}: {error}"


@contextmanager
def watching_answers() -> Iterator[list[str]]:
    """Check every answer in the block; the list fills with what is wrong."""
    found: list[str] = []
    render = vars(Api)["render"]

    def checked(api: Api, endpoint: Endpoint, answered: object, trace_id: str) -> dict[str, Any]:
        reply: dict[str, Any] = render(api, endpoint, answered, trace_id)
        found.extend(faults(endpoint, reply))
        return reply

    with patch.object(Api, "render", checked):
        yield found
