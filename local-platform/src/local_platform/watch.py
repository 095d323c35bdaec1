"""Notices changed sources while the platform runs."""

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

LOOK_SECONDS = 0.5

type Snapshot = dict[str, tuple[int, int]]


class Watch:
    """Calls `changed` with the names whose folders or files changed since the last look; from a thread of its own."""

    def __init__(self, watched: Mapping[str, Iterable[Path]], changed: Callable[[set[str]], None]) -> None:
        """`watched`: by name, the folders (all Python and data files in them) and files to look at."""
        self._watched = {name: tuple(paths) for name, paths in watched.items()}
        self._changed = changed
        self._seen = self._look()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Start watching."""
        self._thread.start()

    def stop(self) -> None:
        """Stop watching."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(LOOK_SECONDS * 2)

    def look(self) -> set[str]:
        """The names that changed since the last look."""
        now = self._look()
        changed = {name for name, snapshot in now.items() if snapshot != self._seen[name]}
        self._seen = now
        return changed

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            if changed := self.look():
                self._changed(changed)

    def _look(self) -> dict[str, Snapshot]:
        return {name: _snapshot(paths) for name, paths in self._watched.items()}


def _snapshot(paths: Iterable[Path]) -> Snapshot:
    seen: Snapshot = {}
    for path in paths:
        if path.is_dir():
            for folder, _, names in os.walk(path):
                if not folder.endswith("__pycache__"):
                    _note(seen, (f"{folder}/{name}" for name in names))
        else:
            _note(seen, [str(path)])
    return seen


def _note(seen: Snapshot, files: Iterable[str]) -> None:
    for file in files:
        try:
            found = Path(file).stat()
        except FileNotFoundError:
            continue  # an editor replaces it at this moment; the next look finds it
        seen[file] = (found.st_mtime_ns, found.st_size)
