"""The MariaDB server of this machine's WordPress instances: own data folder, loopback only."""

import contextlib
import fcntl
import getpass
import hashlib
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

import pymysql

from local_platform.wordpress.errors import WordPressUnavailable
from local_platform.wordpress.process import GuardedProcess
from local_platform.wordpress.programs import Programs

HOST = "127.0.0.1"
_STARTS_WITHIN = 40.0  # seconds; after a crash it repairs first
_ENDS_WITHIN = 15.0
_NAME = re.compile(r"^[a-z][a-z0-9_]{0,62}$")
_SETTINGS = (
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--character-set-server=utf8mb4",
    "--performance-schema=OFF",
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=16M",
    "--innodb-flush-log-at-trx-commit=2",  # a machine that loses power may lose a second
    "--max-connections=300",
)


class Database:
    """One server; its administrator is this user of the machine, over a local socket."""

    def __init__(self, programs: Programs, folder: Path, port: int) -> None:
        self._programs, self._folder, self._port = programs, folder, port
        self._data = folder / "data"
        self._lock = threading.Lock()
        self._process: GuardedProcess | None = None

    def start(self) -> None:
        """Start it unless it runs; the first time makes the data folder.

        Raises:
            WordPressUnavailable: the port or the folder is in use, or the server does not start.
        """
        with self._lock:
            if self._process and self._process.alive():
                return
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._own_folder() as held:
                self._initialise()
                self._insist_port_free()
                self._process = self._launch(held)
            self._wait_until_answering(self._process)

    def stop(self) -> None:
        """Stop it; harmless when it does not run."""
        with self._lock:
            if self._process:
                self._process.stop(_ENDS_WITHIN)
                self._process = None

    def create(self, env: Mapping[str, str]) -> None:
        """Make the database of a task's environment and its user, unless they exist; the password becomes this one."""
        name, user = _names(env)
        account = f"`{user}`@'{HOST}'"
        with self._administrator() as cursor:
            cursor.execute(f"CREATE DATABASE IF NOT EXISTS `{name}` CHARACTER SET utf8mb4")
            cursor.execute(f"CREATE USER IF NOT EXISTS {account}")
            cursor.execute(f"ALTER USER {account} IDENTIFIED BY %s", (env["WORDPRESS_DB_PASSWORD"],))
            cursor.execute(f"GRANT ALL PRIVILEGES ON `{name}`.* TO {account}")

    def drop(self, env: Mapping[str, str]) -> None:
        """Remove the database and its user with everything in it."""
        name, user = _names(env)
        with self._administrator() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")
            cursor.execute(f"DROP USER IF EXISTS `{user}`@'{HOST}'")

    @contextlib.contextmanager
    def _administrator(self) -> Iterator[pymysql.cursors.Cursor]:
        connection = pymysql.connect(
            unix_socket=str(self._socket), user=getpass.getuser(), connect_timeout=5, autocommit=True
        )
        with connection, connection.cursor() as cursor:
            yield cursor

    @property
    def _socket(self) -> Path:
        """In a short place: the path of a socket may have about a hundred characters."""
        mark = hashlib.sha256(str(self._folder.resolve()).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"bbws-{getpass.getuser()}-{mark}.sock"

    @contextlib.contextmanager
    def _own_folder(self) -> Iterator[IO[bytes]]:
        """A lock that the server inherits: held as long as any of its processes lives, freed by every death."""
        with (self._folder / "in-use.lock").open("ab") as held:
            limit = time.monotonic() + _ENDS_WITHIN  # one whose platform was killed is about to end
            while not _try_lock(held):
                if time.monotonic() > limit:
                    raise WordPressUnavailable(
                        f"Another platform uses {self._folder}: stop it, or choose another state."
                    )
                time.sleep(0.1)
            yield held

    def _initialise(self) -> None:
        if self._data.is_dir():
            return
        fresh = self._folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        user = getpass.getuser()
        done = subprocess.run(
            [
                self._programs.database_installer,
                "--no-defaults",
                f"--user={user}",
                f"--datadir={fresh}",
                "--auth-root-authentication-method=socket",
                f"--auth-root-socket-user={user}",
                "--skip-test-db",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        (self._folder / "install.log").write_text(done.stdout + done.stderr)
        if done.returncode != 0:
            raise WordPressUnavailable(f"MariaDB's data folder could not be made: see {self._folder}/install.log.")
        fresh.rename(self._data)

    def _insist_port_free(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, self._port))
            except OSError:
                raise WordPressUnavailable(
                    f"Port {self._port} (for MariaDB) is in use: stop the program that has it, or choose another PORT."
                ) from None

    def _launch(self, held: IO[bytes]) -> GuardedProcess:
        command = [
            self._programs.database,
            "--no-defaults",
            f"--user={getpass.getuser()}",
            f"--datadir={self._data}",
            f"--socket={self._socket}",
            f"--port={self._port}",
            *_SETTINGS,
        ]
        log = self._folder / "mariadb.log"
        return GuardedProcess.start(command, env={}, folder=self._folder, log=log, patience=30, keep=[held.fileno()])

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self._socket)) == 0

    def _wait_until_answering(self, process: GuardedProcess) -> None:
        limit = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < limit and process.alive():
            if self._listens():
                return
            time.sleep(0.05)
        process.stop(_ENDS_WITHIN)
        raise WordPressUnavailable(f"MariaDB does not start: its reasons are in {self._folder}/mariadb.log.")


def _names(env: Mapping[str, str]) -> tuple[str, str]:
    name, user = env["WORDPRESS_DB_NAME"], env["WORDPRESS_DB_USER"]
    for text in (name, user):
        if not _NAME.match(text):
            raise ValueError(f"{text!r} is no name for a database or its user: lower-case letters, digits and _.")
    return name, user


def _try_lock(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
