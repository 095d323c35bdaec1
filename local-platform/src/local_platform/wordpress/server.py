"""A running WordPress: the process group of a task, and its health as the balancer sees it."""

import http.client
import socket
from collections.abc import Sequence

from local_platform.wordpress.errors import CommandFailed
from local_platform.wordpress.process import ManagedProcess

HEALTH_PATH = "/healthz"
_HEALTH_TIMEOUT = 5.0  # seconds; the first request compiles WordPress
_OK = 200


class WordPressServer:
    """A process that serves WordPress on a port of the loopback interface."""

    def __init__(self, process: ManagedProcess, port: int) -> None:
        self._process, self._port = process, port

    @property
    def pid(self) -> int:
        """The process id of the group's leader."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether the process still exists."""
        return self._process.alive()

    def healthy(self) -> bool:
        """Whether it answers its health check."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_HEALTH_TIMEOUT)
        try:
            connection.request("GET", HEALTH_PATH)
            return connection.getresponse().status == _OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self, timeout: float) -> None:
        """End it, by force after `timeout` seconds; harmless when it has ended."""
        self._process.stop(timeout)


def insist_port_free(port: int) -> None:
    """Find out before the server does, whose message would only be in its log.

    Raises:
        CommandFailed: somebody listens on the port.
    """
    if not port_is_free(port):
        raise CommandFailed(f"Port {port} is in use: stop the program that has it.")


def port_is_free(port: int) -> bool:
    """Whether nobody listens on a port of the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def php_command(php: str, port: int, image: str, errors: str) -> Sequence[str]:
    """PHP's own web server with the image's front controller."""
    settings = {
        "opcache.enable_cli": "1",
        "error_log": errors,
        "max_execution_time": "120",
        "post_max_size": "64M",
        "upload_max_filesize": "64M",
    }
    options = [text for name, value in settings.items() for text in ("-d", f"{name}={value}")]
    return [php, *PHP_SETTINGS, *options, "-S", f"127.0.0.1:{port}", "-t", f"{image}/html", f"{image}/router.php"]


PHP_SETTINGS = ("-d", "memory_limit=256M", "-d", "display_errors=0", "-d", "log_errors=1", "-d", "expose_php=0")
