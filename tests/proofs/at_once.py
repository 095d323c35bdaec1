"""Many requests at once in one process, as many functions' processes would serve them."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent


@contextmanager
def _a_request_for_each_thread() -> Iterator[None]:
    """The resolver keeps its request for the whole process, as Lambda allows; here each thread has its own."""
    own = threading.local()
    made = APIGatewayHttpResolver._to_proxy_event

    def remembered(resolver: APIGatewayHttpResolver, event: dict[str, Any]) -> BaseProxyEvent:
        own.event = made(resolver, event)
        return own.event

    def context(_: APIGatewayHttpResolver) -> dict[str, Any]:
        return own.__dict__.setdefault("context", {})

    parts = {
        "_to_proxy_event": remembered,
        "current_event": property(lambda _: own.event),
        "context": property(context, lambda _, value: own.__dict__.update(context=value)),
    }
    with patch.multiple(APIGatewayHttpResolver, create=True, **parts):
        yield


def at_once[T](count: int, act: Callable[[], T]) -> list[T]:
    """What `count` threads got that began together."""
    start = threading.Barrier(count)

    def one(_: int) -> T:
        start.wait(timeout=60)
        return act()

    with _a_request_for_each_thread(), ThreadPoolExecutor(count) as people:
        return list(people.map(one, range(count)))
