"""A server of the platform, started behind the watchdog and ended with all its children."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

WATCHDOG = Path(__file__).with_name("watchdog.py")


class ManagedProcess:
    """A server process; it ends when the platform does, however that ends."""

    def __init__(self, watchdog: subprocess.Popen[bytes], pid: int) -> None:
        self._watchdog = watchdog
        self._lock = threading.Lock()
        self._closed = False
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
        stop_signal: signal.Signals = signal.SIGTERM,
        grace_seconds: float = 10,
        keep: Iterable[int] = (),
    ) -> Self:
        """Start `command` in `folder`, its output appended to `log`.

        `stop_signal` asks it to end; after `grace_seconds` it is killed. It inherits the file descriptors `keep`.

        Raises:
            OSError: the command cannot be started.
        """
        command_line = [sys.executable, "-I", "-S", str(WATCHDOG), str(stop_signal.value), str(grace_seconds), *command]
        with log.open("ab") as output:
            watchdog = subprocess.Popen(
                command_line,
                cwd=folder,
                env=dict(env),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                start_new_session=True,
                pass_fds=tuple(keep),
            )
        if watchdog.stdout is None:
            raise OSError("The watchdog has no output.")
        with watchdog.stdout as answer:
            pid = answer.readline()
        if not pid:
            cls(watchdog, 0).stop(grace_seconds)
            raise OSError(f"{command[0]} was not started: the reasons are in {log}.")
        return cls(watchdog, int(pid))

    def alive(self) -> bool:
        """Whether it still runs."""
        if self._watchdog.poll() is None:
            return True
        self._close()
        return False

    def wait(self) -> int:
        """Wait for its end; return the exit code, 128 + number when a signal ended it."""
        code = self._watchdog.wait()
        self._close()
        return code

    def stop(self, timeout: float) -> None:
        """End it and its children, by force after `timeout` seconds; harmless when it has ended."""
        self._watchdog.terminate()
        try:
            self._watchdog.wait(timeout)
        except subprocess.TimeoutExpired:
            self._kill_group()
            self._watchdog.wait()
        self._close()

    def _close(self) -> None:
        """End what a killed watchdog left: once and at once, because later its number may be another group's."""
        with self._lock:
            closed, self._closed = self._closed, True
        if closed:
            return
        if self._watchdog.returncode < 0:
            self._kill_group()
        if self._watchdog.stdin:
            self._watchdog.stdin.close()

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._watchdog.pid, signal.SIGKILL)


class Commands:
    """The commands that run now, so that they can be ended with the platform; shared by several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[ManagedProcess] = set()

    @contextlib.contextmanager
    def running(self, process: ManagedProcess) -> Iterator[None]:
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
