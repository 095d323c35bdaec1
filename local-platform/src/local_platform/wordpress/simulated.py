"""The runtime of the simulator: the interface of the real one, without PHP and MariaDB."""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from local_platform.wordpress.errors import CommandFailed
from local_platform.wordpress.process import Commands, ManagedProcess
from local_platform.wordpress.server import WordPressServer, insist_port_free

_MODULE = "local_platform.wordpress.simulator"
_JOB_COMMAND = ("php", "job.php")
_DATABASE_COMMAND = ("php", "/opt/bbws/database.php")


class SimulatedWordPress:
    """Runs simulator processes; every method may be called by several threads at once."""

    kind: Literal["real", "simulated"] = "simulated"

    def __init__(self, reason: str) -> None:
        self._reason = reason
        self._commands = Commands()

    def describe(self) -> str:
        """One line for the start-up table."""
        return f"simulated WordPress ({self._reason})"

    def prepare(self) -> None:
        """Nothing is shared by all instances."""

    def start_again(self) -> bool:
        """Nothing is shared by all instances."""
        return False

    def status(self) -> dict[str, str]:
        """Nothing is shared by all instances."""
        return {}

    def create_database(self, env: Mapping[str, str]) -> None:
        """Nothing: the state is a file of the instance."""

    def install(self, env: Mapping[str, str], home: Path) -> None:
        """First boot; nothing to do at the second.

        Raises:
            CommandFailed: with the simulator's own words.
        """
        for folder in (home, Path(env["BBWS_CONTENT_DIR"])):
            folder.mkdir(parents=True, exist_ok=True)
        code, output = self._run(env, home, ["install"])
        if code != 0:
            raise CommandFailed(f"First boot of the simulator failed: {output}")

    def start(self, env: Mapping[str, str], home: Path, port: int) -> WordPressServer:
        """Start a process; returns before it answers.

        Raises:
            CommandFailed: the port is in use.
        """
        insist_port_free(port)
        return WordPressServer(self._launch(env, home, ["serve", str(port)], "web.log"), port)

    def run_job(self, env: Mapping[str, str], home: Path, command: Sequence[str]) -> int:
        """What `php job.php <id>` does in the real image; return its exit code. It needs no database.

        Raises:
            ValueError: another command.
        """
        if tuple(command[:2]) == _DATABASE_COMMAND:
            return 0
        if tuple(command[:2]) != _JOB_COMMAND:
            raise ValueError(f"The simulator runs `php job.php <id>`, not {command!r}.")
        return self._run(env, home, ["job", *command[2:]])[0]

    def drop(self, env: Mapping[str, str], home: Path) -> None:
        """Remove the instance for ever."""
        shutil.rmtree(home, ignore_errors=True)

    def close(self) -> None:
        """End commands that still run."""
        self._commands.stop_all()

    def _run(self, env: Mapping[str, str], home: Path, arguments: Sequence[str]) -> tuple[int, str]:
        log = home / "commands.log"
        before = log.stat().st_size if log.exists() else 0
        process = self._launch(env, home, arguments, log.name)
        with self._commands.running(process):
            code = process.wait()
        return code, log.read_bytes()[before:].decode(errors="replace").strip()

    def _launch(self, env: Mapping[str, str], home: Path, arguments: Sequence[str], log: str) -> ManagedProcess:
        command = [sys.executable, "-m", _MODULE, *arguments]
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        return ManagedProcess.start(command, env=environment | dict(env), folder=home, log=home / log)
