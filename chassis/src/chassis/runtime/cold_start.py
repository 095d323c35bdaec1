"""How a function starts: with nothing in its way, and with all that its first request would otherwise wait for."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from chassis.runtime import clients, keys

_ON_LAMBDA = "AWS_LAMBDA_FUNCTION_NAME"


@contextmanager
def start(*makers: Callable[[], object], waited_for: bool = False) -> Iterator[None]:
    """Import a function's code under this; on Lambda, make its clients (`makers` and DynamoDB's) and read its keys too.

    Somebody waits for the answer of a function that is `waited_for`: its clients give up sooner.

    The garbage collector rests meanwhile and never looks at what is there by then: none of it becomes garbage, and the
    search is a tenth of a start. Nobody here has plugins for pydantic, which would read every installed package's name.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    gc.disable()
    yield
    if _ON_LAMBDA in os.environ:
        if waited_for:
            clients.answer_soon()
        for make in (clients.dynamodb, *makers):
            make()
        keys.load()
    gc.freeze()
    gc.enable()
