"""What happened and has not been told yet, in order; and which tasks were alive when the platform ended."""

import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

type Json = dict[str, Any]


@dataclass(frozen=True)
class PendingEvent:
    """An event for the bus and, when it is about a task, the task as ECS is to describe it from now on."""

    entry: Json
    task: Json | None = None


class PendingEvents:
    """Written by every task's thread, read by the loop; `news` is set while there is something to read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: list[PendingEvent] = []
        self.available = threading.Event()

    def add(self, event: PendingEvent) -> None:
        """Note a event."""
        with self._lock:
            self._events.append(event)
        self.available.set()

    def take(self) -> list[PendingEvent]:
        """Everything since the last call."""
        with self._lock:
            taken, self._events = self._events, []
            self.available.clear()
        return taken


class RunningTasksFile:
    """The tasks of services that are alive, in a file: what it still holds at the next start died with the platform."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._alive: dict[str, Json] = json.loads(file.read_text()) if file.exists() else {}
        self._open = True

    def record(self, task: Json) -> None:
        """Keep a living task, forget a stopped one."""
        with self._lock:
            if not self._open:
                return
            self._alive.pop(task["taskArn"], None)
            if task["lastStatus"] != "STOPPED":
                self._alive[task["taskArn"]] = task
            fresh = self._file.with_suffix(".new")
            fresh.write_text(json.dumps(self._alive))
            fresh.replace(self._file)

    def alive(self) -> list[Json]:
        """Living tasks as last recorded; at the start, those of the previous run that nobody saw stopping."""
        with self._lock:
            return list(self._alive.values())

    def close(self) -> None:
        """Take no more notes: from now on everything stops with the platform, not by ECS's will."""
        with self._lock:
            self._open = False
