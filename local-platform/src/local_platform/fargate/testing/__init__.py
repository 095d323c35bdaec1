"""Fakes for tests of the local Fargate: ECS, a WordPress runtime, and short timings."""

import time
from collections.abc import Callable

from local_platform.fargate.testing.fake_ecs import ARCHITECTURE, CLUSTER, SECRET, FakeEcs, FakeSecrets, definition
from local_platform.fargate.testing.fake_wordpress import FakeProcess, FakeRuntime
from local_platform.fargate.timing import Timing

__all__ = [
    "ARCHITECTURE",
    "CLUSTER",
    "HURRY",
    "SECRET",
    "FakeEcs",
    "FakeProcess",
    "FakeRuntime",
    "FakeSecrets",
    "definition",
    "until",
]

HURRY = Timing(poll=0.02, away=0.05, watch=0.01, health=0.01, start_limit=2, steady=60, backoff=0.01, hold=0.05)


def until[T](condition: Callable[[], T], what: str = "it", seconds: float = 5) -> T:
    """Wait until `condition()` is true and return its value.

    Raises:
        AssertionError: `what` did not happen in time.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.005)
    raise AssertionError(f"{what} did not happen within {seconds} s")
