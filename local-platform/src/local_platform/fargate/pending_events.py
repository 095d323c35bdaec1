"""Events that are not published yet, in order; and the tasks that ran when the platform ended."""

import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

type Json = dict[str, Any]


@dataclass(frozen=True)
class PendingEvent:
    """An event for the bus and, for a task event, the task as DescribeTasks should show it."""

    entry: Json
    task: Json | None = None


class PendingEvents:
    """Written by every task's thread, read by the loop; `available` is set while it holds events."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: list[PendingEvent] = []
        self.available = threading.Event()

    def add(self, event: PendingEvent) -> None:
        """Add an event."""
        with self._lock:
            self._events.append(event)
        self.available.set()

    def take(self) -> list[PendingEvent]:
        """Remove and return all events."""
        with self._lock:
            taken, self._events = self._events, []
            self.available.clear()
        return taken


class RunningTasksFile:
    """File with the running tasks of services: those it holds at the next start ended with the platform."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._alive: dict[str, Json] = json.loads(file.read_text()) if file.exists() else {}
        self._open = True

    def record(self, task: Json) -> None:
        """Store a running task, remove a stopped one."""
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
        """Running tasks as last stored; at the start, those of the previous run that were not reported STOPPED."""
        with self._lock:
            return list(self._alive.values())

    def close(self) -> None:
        """Store nothing more: from now on tasks stop because the platform stops."""
        with self._lock:
            self._open = False
