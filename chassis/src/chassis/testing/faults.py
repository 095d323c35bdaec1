"""Kills the process, as far as our code can tell, before or after any one of its calls to AWS or to WordPress."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from unittest.mock import patch

import urllib3
from botocore.client import BaseClient

from chassis.operations.queue_worker import queue_url


class Killed(BaseException):
    """The end of the process: like SIGKILL, no `except Exception` of ours may catch it."""


class Moment(StrEnum):
    """Crash point: before the request was sent, or after the remote side had completed it."""

    BEFORE = "before"
    AFTER = "after"


@dataclass
class Calls:
    """What went out so far, e.g. `["dynamodb:UpdateItem", "ecs:CreateService", "http:POST /sites"]`."""

    names: list[str] = field(default_factory=list)


@contextmanager
def calls_counted() -> Iterator[Calls]:
    """Note every call; none is disturbed."""
    with _every_call(None, None) as calls:
        yield calls


@contextmanager
def killed_at(call: int, moment: Moment) -> Iterator[Calls]:
    """Die at the `call`th call (from 0); the block raises `Killed` unless it makes fewer calls."""
    with _every_call(call, moment) as calls:
        yield calls


@contextmanager
def _every_call(fatal: int | None, moment: Moment | None) -> Iterator[Calls]:
    calls = Calls()
    queue_url.cache_clear()  # a new process knows no queue yet
    to_aws, to_http = vars(BaseClient)["_make_api_call"], urllib3.HTTPConnectionPool.request

    def through[T](name: str, send: Callable[[], T]) -> T:
        calls.names.append(name)
        dies = len(calls.names) - 1 == fatal
        if dies and moment is Moment.BEFORE:
            raise Killed(f"before {name}")
        try:
            return send()
        finally:  # an answer that is a refusal also comes too late
            if dies:
                raise Killed(f"after {name}")

    def make(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - botocore's own type
        name = f"{client.meta.service_model.service_name}:{operation}"
        return through(name, lambda: to_aws(client, operation, arguments))

    def request(pool: urllib3.HTTPConnectionPool, method: str, url: str, **options: Any) -> Any:  # noqa: ANN401 - as in urllib3
        return through(f"http:{method} {url}", lambda: to_http(pool, method, url, **options))

    with patch.object(BaseClient, "_make_api_call", make), patch.object(urllib3.HTTPConnectionPool, "request", request):
        yield calls
