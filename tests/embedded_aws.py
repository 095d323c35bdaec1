"""An AWS in a process of its own, empty at first and gone with its test session."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PROGRAM = Path(__file__).parents[1] / ".venv-ministack" / "bin" / "ministack"


@contextmanager
def embedded_aws(folder: Path) -> Iterator[str]:
    """Its address; `folder` takes its log."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": "af-south-1",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "PERSIST_STATE": "0",
        "LOG_LEVEL": "WARNING",
    }
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen([_PROGRAM], env=environment, stdout=log, stderr=log) as process,
    ):
        endpoint = f"http://127.0.0.1:{port}"
        try:
            _await(f"{endpoint}/_ministack/ready", process)
            yield endpoint
        finally:
            process.terminate()


def _await(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the embedded AWS did not start; run `make setup` and look at its log")
