"""A whole platform for tests: started as `make run` starts it, on ports and in a folder of its own."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import httpx
from starlette.types import ASGIApp

from local_platform.front.server import Server
from local_platform.options import CHECKOUT, TASK_PORTS

START_SECONDS = 90
STOP_SECONDS = 60  # its parts have up to 15 s each
_PORTS = range(20_000, 32_000, 100)
_RESERVED: list[IO[str]] = []
"""Locks of this process's blocks; the system drops them when it ends."""

type Json = dict[str, Any]


class PlatformFailed(AssertionError):
    """The platform did not start; the message holds what it printed."""


class RunningPlatform:
    """One local platform; `state` is its folder, `environment` adds to what `make run` understands."""

    def __init__(self, state: Path, **environment: str) -> None:
        self.state, self.port = state, free_port_block()
        self.log = state.parent / f"{state.name}.log"
        self._environment = {"BBWS_LOCAL": str(state), "PORT": str(self.port), "WATCH": "0", **environment}
        self._process: subprocess.Popen[bytes] | None = None
        self._clients: dict[str | None, httpx.Client] = {}

    @property
    def pid(self) -> int:
        """Process id of the platform."""
        return self._running().pid

    def start(self, **environment: str) -> None:
        """Start it and wait until it is ready.

        Raises:
            PlatformFailed: it ended or took too long.
        """
        begin = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local_platform"],
                cwd=CHECKOUT,
                env={**os.environ, **self._environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + START_SECONDS
        while "Ready after" not in self._printed(begin):
            if self._process.poll() is not None or time.monotonic() > until:
                raise PlatformFailed(self._printed(begin))
            time.sleep(0.05)

    def move_to(self, port: int) -> None:
        """Take another PORT for the next start."""
        self.port = port
        self._environment["PORT"] = str(port)
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def run_to_end(self, **environment: str) -> tuple[int, str]:
        """Start it where it is expected to fail; its exit code and what it printed."""
        command = [sys.executable, "-m", "local_platform"]
        variables = {**os.environ, **self._environment, **environment}
        ended = subprocess.run(
            command, cwd=CHECKOUT, env=variables, capture_output=True, text=True, timeout=START_SECONDS, check=False
        )
        return ended.returncode, ended.stdout + ended.stderr

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Stop it and wait; return the exit code."""
        process = self._running()
        process.send_signal(how)
        code = process.wait(STOP_SECONDS)
        self._process = None
        return code

    def stop_if_running(self) -> None:
        """Stop it at the end of a test."""
        for client in self._clients.values():
            client.close()
        if self._process is not None and self._process.poll() is None:
            self.stop()

    @property
    def summary(self) -> Json:
        """What `platform.json` says."""
        return dict(json.loads((self.state / "platform.json").read_text()))

    @property
    def api(self) -> str:
        """The origin, by address: `localhost` would try IPv6 first."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def tenant_id(self) -> str:
        """The demo company."""
        return str(self.summary["tenantId"])

    def token(self, role: str) -> str:
        """The ID token of a demo role."""
        return str(self.summary["tokens"][role])

    def client(self, role: str | None = "platform_admin") -> httpx.Client:
        """A client of the API that is signed in as this role; None: as nobody."""
        if role not in self._clients:
            headers = {"Authorization": f"Bearer {self.token(role)}"} if role else {}
            self._clients[role] = httpx.Client(base_url=self.api, headers=headers, timeout=40, trust_env=False)
        return self._clients[role]

    def page(self, host: str, path: str = "/") -> httpx.Response:
        """A page of a site, by the site's host name."""
        return httpx.get(f"{self.api}{path}", headers={"Host": f"{host}:{self.port}"}, timeout=60, trust_env=False)

    def mail(self) -> list[Json]:
        """All mail that was sent, newest first."""
        return list(httpx.get(f"{self.api}/mail.json", timeout=10, trust_env=False).json()["messages"])

    def faults(self, **faults: Any) -> Json:  # noqa: ANN401 - JSON
        """Set faults; without arguments end all of them."""
        answer = httpx.post(f"{self.api}/_local/faults", json=faults, timeout=10, trust_env=False)
        return dict(answer.raise_for_status().json())

    def restart_aws(self, *, kill: bool = False) -> None:
        """Restart the embedded AWS while everything else runs."""
        answer = httpx.post(f"{self.api}/_local/aws/restart?kill={int(kill)}", timeout=60, trust_env=False)
        answer.raise_for_status()

    def status(self) -> Json:
        """Which parts run."""
        return dict(httpx.get(f"{self.api}/_local/status", timeout=10, trust_env=False).json())

    def operation(self, location: str, *, seconds: float = 60) -> Json:
        """The operation at this address, when it has ended."""
        ended = ("COMPLETED", "FAILED", "CANCELLED")
        return wait_for(
            lambda: self.client().get(location).json().get("data"), lambda it: it and it["status"] in ended, seconds
        )

    def descendants(self) -> list[int]:
        """The processes that this platform has started, found by its folder in their environment or command line."""
        mark = str(self.state).encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                known = mark in (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue  # it ended at this moment, or is not ours
            if known:
                found.append(int(folder.name))
        return found

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            raise PlatformFailed("Start the platform first.")
        return self._process

    def _printed(self, begin: int = 0) -> str:
        return self.log.read_bytes()[begin:].decode(errors="replace")


def wait_for[T](ask: Callable[[], T], good: Callable[[T], Any] = bool, seconds: float = 30) -> T:
    """Call `ask` until `good` accepts its result.

    Raises:
        AssertionError: it never was; with the last answer.
    """
    until = time.monotonic() + seconds
    while not good(answer := ask()):
        if time.monotonic() > until:
            raise AssertionError(f"still {answer!r} after {seconds} s")
        time.sleep(0.1)
    return answer


@contextmanager
def serving(app: ASGIApp) -> Iterator[httpx.Client]:
    """The application on a free port, and a client of it."""
    server = Server({0: app})
    server.start()
    with httpx.Client(base_url=f"http://127.0.0.1:{server.ports[0]}", timeout=60, trust_env=False) as client:
        yield client
    server.stop()


def free_port_block() -> int:
    """A port after which all that one platform needs are free; no other process gets it before this one ends."""
    blocks = list(_PORTS)
    first = os.getpid() % len(blocks)
    return next(block for block in blocks[first:] + blocks[:first] if _reserve(block))


def _reserve(block: int) -> bool:
    """Take the block: between the look at its ports and the start of a platform another process may look as well."""
    file = (Path(tempfile.gettempdir()) / f"bbws-ports-{block}").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return False
    if not all(map(_is_free, _needed(block))):
        file.close()
        return False
    _RESERVED.append(file)
    return True


def _needed(port: int) -> list[int]:
    return [*range(port, port + 4), *(port + offset for offset in TASK_PORTS)]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
