"""Serves the applications of the front, each on its port, in one thread."""

import asyncio
import socket
import threading
from collections.abc import Mapping

import uvicorn
from starlette.types import ASGIApp

STOP_SECONDS = 3


class Server:
    """Serves in a thread of its own, between `start` and `stop`."""

    def __init__(self, apps: Mapping[int, ASGIApp]) -> None:
        """`apps` by port; port 0 is any that is free."""
        self._apps = apps
        self._servers: list[uvicorn.Server] = []
        self._thread = threading.Thread(target=self._run, name="front", daemon=True)
        self._sockets: list[socket.socket] = []

    @property
    def ports(self) -> list[int]:
        """Where it listens, in the order of `apps`; known after `start`."""
        return [int(listening.getsockname()[1]) for listening in self._sockets]

    def start(self) -> None:
        """Listen and serve.

        Raises:
            OSError: a port is in use.
        """
        for port, app in self._apps.items():
            self._sockets.append(_listen(port))
            config = uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                proxy_headers=False,  # nobody stands before us: what a client claims to forward is not believed
                server_header=False,
                date_header=False,
                timeout_graceful_shutdown=STOP_SECONDS,
                timeout_keep_alive=75,
            )
            self._servers.append(uvicorn.Server(config))
        self._thread.start()

    def stop(self) -> None:
        """Let running answers finish for a moment, then end."""
        for server in self._servers:
            server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS + 2)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        pairs = zip(self._servers, self._sockets, strict=True)
        await asyncio.gather(*(server._serve([listening]) for server, listening in pairs))


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(256)
    return listening
