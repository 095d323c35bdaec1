"""Holds every answer of an API in a test to what its handler declares: the status, and the model of the body."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

from pydantic import ValidationError

from chassis.contract.openapi import answered_models
from chassis.http.api import Api
from chassis.http.endpoint import Endpoint


def faults(endpoint: Endpoint, reply: dict[str, Any]) -> Iterator[str]:
    """What is wrong with an answer; nothing when it is as declared."""
    act, models = endpoint.act, answered_models(endpoint)
    allowed = {act.status} | ({HTTPStatus.ACCEPTED} if act.may_be_accepted else set())
    if reply["statusCode"] not in allowed:
        yield f"{act.name} answers {reply['statusCode']}, and declares {act.status}"
    if reply["statusCode"] == HTTPStatus.NO_CONTENT or not models:
        return
    kind = models[-1] if reply["statusCode"] == HTTPStatus.ACCEPTED else models[0]
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
