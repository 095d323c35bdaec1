"""Many requests at once in one process, as many functions' processes would serve them."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


def at_once[T](count: int, act: Callable[[], T]) -> list[T]:
    """What `count` threads got that began together."""
    start = threading.Barrier(count)

    def one(_: int) -> T:
        start.wait(timeout=60)
        return act()

    with ThreadPoolExecutor(count) as people:
        return list(people.map(one, range(count)))
