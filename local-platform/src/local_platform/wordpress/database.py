"""The MariaDB server of this machine's WordPress instances: own data folder, loopback only."""

import contextlib
import getpass
import hashlib
import re
import secrets
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

import pymysql

from local_platform.wordpress import certificates, database_folder
from local_platform.wordpress.errors import WordPressUnavailable
from local_platform.wordpress.process import ManagedProcess
from local_platform.wordpress.programs import Programs
from local_platform.wordpress.server import port_is_free

HOST = "127.0.0.1"
_STARTS_WITHIN = 40.0  # seconds; after a crash it repairs first
_ENDS_WITHIN = 15.0
_PORT_IN_USE = "Port {port} (for MariaDB) is in use: stop the program that has it, or choose another PORT."
_NAME = re.compile(r"^[a-z][a-z0-9_]{0,62}$")
_SETTINGS = (
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--character-set-server=utf8mb4",
    "--require-secure-transport=ON",  # as terraform/modules/database does; the administrator's socket counts as secure
    "--performance-schema=OFF",
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=16M",
    "--innodb-flush-log-at-trx-commit=2",  # a machine that loses power may lose a second
    "--max-connections=300",
)


class Database:
    """One server; its administrator is this user of the machine, over a local socket."""

    def __init__(self, programs: Programs, folder: Path, port: int) -> None:
        self._programs, self._folder, self.port = programs, folder, port
        self._lock = threading.Lock()
        self._process: ManagedProcess | None = None
        self.administrator = {"DATABASE_ADMIN": "administrator", "DATABASE_ADMIN_PASSWORD": secrets.token_hex()}
        """Who may create databases over the network, as RDS's master may; with a new password at each start of ours."""

    def start(self) -> None:
        """Start it unless it runs; the first time makes the data folder.

        Raises:
            WordPressUnavailable: the port or the folder is in use, or the server does not start.
        """
        with self._lock:
            if not (self._process and self._process.alive()):
                self._start()

    def start_again(self) -> bool:
        """Start it when it ended by itself, never after `stop`; return whether that was needed.

        Raises:
            WordPressUnavailable: it does not start.
        """
        with self._lock:
            ended = self._process is not None and not self._process.alive()
            if ended:
                self._start()
            return ended

    @property
    def authority(self) -> Path:
        """The certificate of the authority that signed the server's; `start` makes it."""
        return self._folder / "tls" / certificates.AUTHORITY

    @property
    def answers(self) -> bool:
        """Whether the server takes connections."""
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self._socket)) == 0

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

    def _start(self) -> None:
        with database_folder.own(self._folder, _ENDS_WITHIN) as held:
            data = database_folder.initialise(self._programs.database_installer, self._folder)
            certificates.ensure_certificates(self.authority.parent, HOST)
            if not port_is_free(self.port):
                raise WordPressUnavailable(_PORT_IN_USE.format(port=self.port))
            self._process = self._launch(data, held)
        self._wait_until_answering(self._process)
        self._name_administrator()

    def _name_administrator(self) -> None:
        user, password = self.administrator.values()
        with self._administrator() as cursor:
            cursor.execute(f"CREATE OR REPLACE USER `{user}`@'{HOST}' IDENTIFIED BY %s", (password,))
            cursor.execute(f"GRANT ALL PRIVILEGES ON *.* TO `{user}`@'{HOST}' WITH GRANT OPTION")

    def _launch(self, data: Path, held: IO[bytes]) -> ManagedProcess:
        command = [
            self._programs.database,
            "--no-defaults",
            f"--user={getpass.getuser()}",
            f"--datadir={data}",
            f"--socket={self._socket}",
            f"--port={self.port}",
            f"--ssl-cert={self.authority.with_name(certificates.CERTIFICATE)}",
            f"--ssl-key={self.authority.with_name(certificates.KEY)}",
            *_SETTINGS,
        ]
        log = self._folder / "mariadb.log"
        return ManagedProcess.start(
            command,
            env=database_folder.OWNER_ONLY,
            folder=self._folder,
            log=log,
            grace_seconds=30,
            keep=[held.fileno()],
        )

    def _wait_until_answering(self, process: ManagedProcess) -> None:
        limit = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < limit and process.alive():
            if self.answers:
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
