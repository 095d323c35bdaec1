"""A WordPress runtime without WordPress, with a switch for everything that can go wrong."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from local_platform.wordpress.runtime import Kind

GATE_SECONDS = 5


class FakeProcess:
    """A WordPress that answers until it is killed."""

    def __init__(self, runtime: "FakeRuntime", env: Mapping[str, str], port: int) -> None:
        self._runtime, self.env, self.port = runtime, dict(env), port
        self.killed = self.stopped = False

    @property
    def pid(self) -> int:
        """As good as any."""
        return self.port

    def alive(self) -> bool:
        """Neither killed nor stopped."""
        return not (self.killed or self.stopped)

    def healthy(self) -> bool:
        """Alive in a healthy runtime."""
        return self.alive() and not self._runtime.sick

    def stop(self, timeout: float) -> None:
        """End."""
        self.stopped = True


class FakeRuntime:
    """Remembers what it was asked.

    `broken` installations fail, `stillborn` processes die at once, `sick` ones do not answer; a closed barrier makes
    installations or jobs last until it is opened.
    """

    kind: Kind = "simulated"

    def __init__(self) -> None:
        self.processes: list[FakeProcess] = []
        self.calls: list[tuple[str, object]] = []
        self.jobs: list[tuple[dict[str, str], Path, list[str]]] = []
        self.broken = self.stillborn = self.sick = False
        self.exit_code = 0
        self.install_barrier, self.job_barrier = threading.Event(), threading.Event()
        self.install_barrier.set()
        self.job_barrier.set()

    def describe(self) -> str:
        """What it is."""
        return "a fake"

    def prepare(self) -> None:
        """Nothing is shared."""

    def start_again(self) -> bool:
        """Nothing is shared."""
        return False

    def status(self) -> dict[str, str]:
        """Nothing is shared."""
        return {}

    def close(self) -> None:
        """Nothing is shared."""

    def drop(self, env: Mapping[str, str], home: Path) -> None:
        """The local Fargate never does: deleting a service keeps its data, as on AWS."""
        raise AssertionError(f"nobody may drop {home}")

    def create_database(self, env: Mapping[str, str]) -> None:
        """Note it."""
        self.calls.append(("create_database", env["WORDPRESS_DB_NAME"]))

    def install(self, env: Mapping[str, str], home: Path) -> None:
        """Note it, wait at the barrier, fail when broken."""
        self.calls.append(("install", home))
        self.install_barrier.wait(GATE_SECONDS)
        if self.broken:
            raise OSError("disk full")

    def start(self, env: Mapping[str, str], home: Path, port: int) -> FakeProcess:
        """A new process."""
        process = FakeProcess(self, env, port)
        process.killed = self.stillborn
        self.processes.append(process)
        return process

    def run_job(self, env: Mapping[str, str], home: Path, command: Sequence[str]) -> int:
        """Wait at the barrier, note the command, answer `exit_code`."""
        self.job_barrier.wait(GATE_SECONDS)
        self.jobs.append((dict(env), home, list(command)))
        return self.exit_code

    @property
    def running(self) -> list[FakeProcess]:
        """The processes that still run."""
        return [process for process in self.processes if process.alive()]
