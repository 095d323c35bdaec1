"""Publishes events to the bus in order and retries until they are accepted; applies the faults that were set."""

import queue
import threading
import time
from typing import Any

from local_platform.fargate.ecs_api import EcsApi, EdgeUnavailable
from local_platform.fargate.event_faults import EventFaults
from local_platform.fargate.faults import Faults
from local_platform.fargate.timing import Timing

type Json = dict[str, Any]


class EventPublisher:
    """A queue and the thread that empties it."""

    def __init__(self, api: EcsApi, faults: Faults, timing: Timing) -> None:
        self._api, self._faults, self._timing = api, faults, timing
        self._event_faults = EventFaults(faults)
        self._queue: queue.SimpleQueue[tuple[float, Json] | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fargate-publisher", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def stop(self, timeout_seconds: float) -> None:
        """Deliver what waits, for at most so long, then end."""
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout_seconds)
        self._stopping.set()

    def publish(self, entry: Json) -> None:
        """Deliver `entry` soon."""
        self._queue.put((time.monotonic(), entry))

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                item = self._queue.get(timeout=self._timing.hold)
            except queue.Empty:
                self._deliver(self._event_faults.release())
                continue
            if item is None:
                break
            happened, entry = item
            self._stopping.wait(max(0, happened + self._faults.settings.delay_events_ms / 1000 - time.monotonic()))
            self._deliver(self._event_faults.admit(entry))
        self._deliver(self._event_faults.release())

    def _deliver(self, entries: list[Json]) -> None:
        while entries:
            try:
                self._api.put_events(entries)
            except EdgeUnavailable:  # events are repeated rather than lost: at least once, as on AWS
                if self._stopping.wait(self._timing.poll):
                    return
            else:
                return
