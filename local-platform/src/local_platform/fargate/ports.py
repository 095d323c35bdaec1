"""Ports for tasks, each given to one task at a time."""

import socket
import threading
from collections.abc import Iterable


class NoPortLeft(Exception):
    """Every port of the range is in use."""


class Ports:
    """A pool of local ports; one that another program holds is passed over."""

    def __init__(self, ports: Iterable[int]) -> None:
        self._lock = threading.Lock()
        self._free = list(ports)

    def take(self) -> int:
        """A port that nobody listens on.

        Raises:
            NoPortLeft: stop some tasks or give the local Fargate a wider range.
        """
        with self._lock:
            for port in self._free:
                if _is_free(port):
                    self._free.remove(port)
                    return port
        raise NoPortLeft("Every port for WordPress tasks is in use: stop some tasks or widen the range.")

    def give_back(self, port: int) -> None:
        """Let another task have it, after all others: the old one's last connections may linger."""
        with self._lock:
            self._free.append(port)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
