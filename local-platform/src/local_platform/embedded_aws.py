"""An embedded AWS in its own process for tests: empty at first, and stopped at the end of the test."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local_platform.names import REGION
from local_platform.options import CHECKOUT

_PROGRAM = CHECKOUT / ".venv-ministack" / "bin" / "ministack"
_PATIENCE = 20  # seconds


@contextmanager
def embedded_aws(log: Path | None = None) -> Iterator[str]:
    """Start it and yield its address; `log` is a file for its output, which is dropped otherwise.

    Raises:
        RuntimeError: it did not start within 20 seconds.
    """
    port = _free_port()
    endpoint = f"http://127.0.0.1:{port}"
    with (
        (log or Path(os.devnull)).open("wb") as output,
        subprocess.Popen([_PROGRAM], env=_environment(port), stdout=output, stderr=output) as process,
    ):
        try:
            _await(f"{endpoint}/_ministack/ready", process)
            yield endpoint
        finally:
            process.terminate()


def variables(endpoint: str) -> dict[str, str]:
    """What the environment of a process holds whose AWS is the embedded one at `endpoint`."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",  # it takes any
    }


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _environment(port: int) -> dict[str, str]:
    """Nothing of ours but where programs and home are: what a developer has set must not change a test."""
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "PERSIST_STATE": "0",
        "LOG_LEVEL": "WARNING",
    }


def _await(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the embedded AWS did not start; run `make setup` and look at its log")
