"""Which WordPress this machine can run, and what every kind of it does."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol

from local_platform.wordpress import core
from local_platform.wordpress.errors import WordPressUnavailable
from local_platform.wordpress.programs import Programs
from local_platform.wordpress.real import RealWordPress
from local_platform.wordpress.simulated import SimulatedWordPress

type Kind = Literal["real", "simulated"]


class RunningWordPress(Protocol):
    """One WordPress process group, serving on a port of the loopback interface."""

    @property
    def pid(self) -> int:
        """The process id of the group's leader."""
        ...

    def alive(self) -> bool:
        """Whether the process still exists."""
        ...

    def healthy(self) -> bool:
        """Whether it answers its health check."""
        ...

    def stop(self, timeout: float) -> None:
        """End it, by force after `timeout` seconds; harmless when it has ended."""
        ...


class WordPressRuntime(Protocol):
    """Makes WordPress processes from the environment of a task (`wordpress-agent/README.md`); thread-safe."""

    kind: Kind

    def describe(self) -> str:
        """One line for the start-up table; the simulator says how to get the real one."""
        ...

    def prepare(self) -> None:
        """Make ready what all instances share; quick when it is there already."""
        ...

    def start_again(self) -> bool:
        """Start what all instances share when it ended by itself; return whether that was needed."""
        ...

    def status(self) -> Mapping[str, str]:
        """What all instances share, by name: `up` or `down`."""
        ...

    def create_database(self, env: Mapping[str, str]) -> None:
        """Create the instance's database and its user, unless they exist."""
        ...

    def install(self, env: Mapping[str, str], home: Path) -> None:
        """First boot: make the instance ready to run from `home`, unless it is."""
        ...

    def start(self, env: Mapping[str, str], home: Path, port: int) -> RunningWordPress:
        """Start a process that serves on `port` of the loopback interface; return before it answers."""
        ...

    def run_job(self, env: Mapping[str, str], home: Path, command: Sequence[str]) -> int:
        """Run a command of the image (`php job.php <id>`) to its end; return its exit code."""
        ...

    def drop(self, env: Mapping[str, str], home: Path) -> None:
        """Remove the instance for ever."""
        ...

    def close(self) -> None:
        """Stop what all instances share."""
        ...


def _silent(_: str) -> None:
    """Tell nobody."""


def choose_runtime(
    wanted: Kind | None, cache: Path, state: Path, database_port: int, say: Callable[[str], None] = _silent
) -> WordPressRuntime:
    """The real WordPress whenever PHP, MariaDB and a WordPress are to be had, unless somebody wants the other.

    Args:
        wanted: None takes the real one if it can, else the simulator, whose description says why.
        cache: keeps the unpacked core between runs, and between checkouts if you like.
        state: the data of this platform: image and database.
        database_port: of MariaDB, on the loopback interface.
        say: hears of work that takes seconds (a download).

    Raises:
        WordPressUnavailable: the real one is wanted and something is missing.
    """
    if wanted == "simulated":
        return SimulatedWordPress("by request; the real one comes without WORDPRESS=simulated")
    try:
        programs = Programs.find()
        found = core.obtain(cache, say)
    except WordPressUnavailable as error:
        if wanted == "real":
            raise
        return SimulatedWordPress(str(error))
    return RealWordPress(programs, found, state, database_port)
