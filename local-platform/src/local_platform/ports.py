"""Checks that all ports are free before anything starts."""

import socket
import time
from collections.abc import Mapping

from local_platform.options import StartError

PATIENCE_SECONDS = 10


def require_free(ports: Mapping[int, str], *, port: int) -> None:
    """Check that every port is free; a killed run gets ten seconds to release its ports.

    Args:
        ports: what each is for.
        port: the chosen PORT, which the others follow.

    Raises:
        StartError: one stays in use.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while taken := [number for number in ports if not _is_free(number)]:
        if port in taken or time.monotonic() > until:
            purpose = ports[taken[0]]
            raise StartError(
                f"Port {taken[0]} ({purpose}) is in use: stop what listens there, or run `make run PORT={port + 100}`."
            )
        time.sleep(0.1)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
