"""A server of the platform, started behind the guard and ended with all its children."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

GUARD = Path(__file__).with_name("guard.py")


class GuardedProcess:
    """A server process; it ends when the platform does, however that ends."""

    def __init__(self, guard: subprocess.Popen[bytes], pid: int) -> None:
        self._guard = guard
        self.pid = pid
        """The server's own process id."""

    @classmethod
    def start(
        cls,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        folder: Path,
        log: Path,
        polite: signal.Signals = signal.SIGTERM,
        patience: float = 10,
        keep: Iterable[int] = (),
    ) -> Self:
        """Start `command` in `folder`, its output appended to `log`.

        `polite` asks it to end; `patience` seconds later it is killed. It inherits the file descriptors `keep`.

        Raises:
            OSError: the command cannot be started.
        """
        guarded = [sys.executable, "-I", "-S", str(GUARD), str(polite.value), str(patience), *command]
        with log.open("ab") as output:
            guard = subprocess.Popen(
                guarded,
                cwd=folder,
                env=dict(env),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                start_new_session=True,
                pass_fds=tuple(keep),
            )
        if guard.stdout is None:
            raise OSError("The guard has no output.")
        with guard.stdout as answer:
            return cls(guard, int(answer.readline()))

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._guard.poll() is None

    def wait(self) -> int:
        """Wait for its end; return the exit code, 128 + number when a signal ended it."""
        code = self._guard.wait()
        self._close()
        return code

    def stop(self, timeout: float) -> None:
        """End it and its children, by force after `timeout` seconds; harmless when it has ended."""
        self._guard.terminate()
        try:
            self._guard.wait(timeout)
        except subprocess.TimeoutExpired:
            self._kill_group()
        else:
            if self._guard.returncode < 0:  # the guard itself was killed: its group may live on
                self._kill_group()
        self._close()

    def _close(self) -> None:
        if self._guard.stdin:
            self._guard.stdin.close()

    def _kill_group(self) -> None:
        try:
            os.killpg(self._guard.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self._guard.wait()


class Commands:
    """The commands that run now, so that they can be ended with the platform; shared by several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[GuardedProcess] = set()

    @contextlib.contextmanager
    def running(self, process: GuardedProcess) -> Iterator[None]:
        """Count the command in for the length of the context."""
        with self._lock:
            self._running.add(process)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(process)

    def stop_all(self, timeout: float = 5) -> None:
        """End every command, by force after `timeout` seconds; whoever waits for it sees its exit code."""
        with self._lock:
            processes = list(self._running)
        for process in processes:
            process.stop(timeout)
