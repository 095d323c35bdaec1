"""The real WordPress on this machine: one image, one MariaDB server, a PHP process group for each task."""

import os
import shutil
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from local_platform.wordpress.core import Core
from local_platform.wordpress.database import Database
from local_platform.wordpress.errors import CommandFailed
from local_platform.wordpress.image import build_image
from local_platform.wordpress.process import Commands, ManagedProcess
from local_platform.wordpress.programs import Programs
from local_platform.wordpress.server import PHP_SETTINGS, WordPressServer, insist_port_free, php_command

WORKERS = "4"  # requests that one task answers at the same time
IMAGE_FOLDER = "/opt/bbws/"  # where the Dockerfile puts what stands in our folder of the image
_LAST_WORDS = 300  # characters of a failed command's output that its error shows
_HANDED_DOWN = ("PATH", "TMPDIR", "LANG", "TZ")  # of our environment: a task sees nothing else of it


class RealWordPress:
    """Runs WordPress itself; every method may be called by several threads at once."""

    kind: Literal["real", "simulated"] = "real"

    def __init__(self, programs: Programs, core: Core, state: Path, database_port: int) -> None:
        self._programs, self._core = programs, core
        self._image = state / "image"
        self._commands = Commands()
        self.database_port = database_port
        self._database = Database(programs, state / "database", database_port)

    @property
    def authority(self) -> Path:
        """The certificate of the authority that tasks trust for their database."""
        return self._database.authority

    @property
    def administrator(self) -> dict[str, str]:
        """User and password of the database server's administrator, as the task gets them that creates databases."""
        return self._database.administrator

    def describe(self) -> str:
        """One line for the start-up table."""
        return f"real WordPress {self._core.version} (from {self._core.source})"

    def prepare(self) -> None:
        """Build the image and start the database server; quick when both are there.

        Raises:
            WordPressUnavailable: says what is missing and what to do.
        """
        build_image(self._core, self._image)
        self._database.start()

    def start_again(self) -> bool:
        """Start the database server when it ended by itself; return whether that was needed."""
        return self._database.start_again()

    def status(self) -> dict[str, str]:
        """Whether the database server answers."""
        return {"database": "up" if self._database.answers else "down"}

    def create_database(self, env: Mapping[str, str]) -> None:
        """Make the instance's database and its user, unless they exist."""
        self._database.create(env)

    def install(self, env: Mapping[str, str], home: Path) -> None:
        """First boot; nothing to do at the second.

        Raises:
            CommandFailed: with WordPress's own words.
        """
        for folder in (home, Path(env["BBWS_CONTENT_DIR"])):
            folder.mkdir(parents=True, exist_ok=True)
        code, output = self._php(env, home, ["install.php"])
        if code != 0:
            raise CommandFailed(f"First boot of WordPress failed: {output[-_LAST_WORDS:]}")

    def start(self, env: Mapping[str, str], home: Path, port: int) -> WordPressServer:
        """Start a task's process group; returns before it answers.

        Raises:
            CommandFailed: the port is in use.
        """
        insist_port_free(port)
        log = home / "web.log"
        log.unlink(missing_ok=True)  # PHP notes every connection: of this run only
        command = php_command(self._programs.php, port, str(self._image), str(home / "php-errors.log"))
        process = ManagedProcess.start(
            command,
            env=self._environment(env) | {"PHP_CLI_SERVER_WORKERS": WORKERS},
            folder=self._image,
            log=log,
            stop_signal=signal.SIGINT,  # PHP ends its requests first
            grace_seconds=5,
        )
        return WordPressServer(process, port)

    def run_job(self, env: Mapping[str, str], home: Path, command: Sequence[str]) -> int:
        """Run `php job.php <id>`, or another PHP command of the image; return its exit code.

        Raises:
            ValueError: another program than php.
        """
        program, *arguments = command
        if program != "php":
            raise ValueError(f"The image runs `php …`, not {program!r}.")
        return self._php(env, home, [argument.removeprefix(IMAGE_FOLDER) for argument in arguments])[0]

    def drop(self, env: Mapping[str, str], home: Path) -> None:
        """Remove the instance for ever: database, user and files."""
        self._database.drop(env)
        shutil.rmtree(home, ignore_errors=True)

    def close(self) -> None:
        """End commands that still run, then the database server."""
        self._commands.stop_all()
        self._database.stop()

    def _php(self, env: Mapping[str, str], home: Path, arguments: Sequence[str]) -> tuple[int, str]:
        """Run a command of the image; its exit code and what it said."""
        log = home / "commands.log"
        before = log.stat().st_size if log.exists() else 0
        command = [self._programs.php, *PHP_SETTINGS, "-d", f"error_log={home / 'php-errors.log'}", *arguments]
        process = ManagedProcess.start(command, env=self._environment(env), folder=self._image, log=log)
        with self._commands.running(process):
            code = process.wait()
        with log.open("rb") as output:
            output.seek(before)
            return code, output.read().decode(errors="replace").strip()

    def _environment(self, env: Mapping[str, str]) -> dict[str, str]:
        handed_down = {name: os.environ[name] for name in _HANDED_DOWN if name in os.environ}
        return handed_down | {"SSL_CERT_FILE": str(self.authority)} | dict(env)  # the image trusts RDS's instead
