"""An embedded AWS for the length of a benchmark."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = Path(__file__).parents[1] / ".venv-ministack" / "bin" / "ministack"


@contextmanager
def embedded_aws() -> Iterator[str]:
    """Its address; the environment of this process leads there.

    Raises:
        RuntimeError: it did not start within 20 seconds.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    endpoint = f"http://127.0.0.1:{port}"
    settings = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "PERSIST_STATE": "0", "LOG_LEVEL": "ERROR"}
    with subprocess.Popen(
        [PROGRAM], env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _await(f"{endpoint}/_ministack/ready")
            os.environ.update(
                AWS_ENDPOINT_URL=endpoint,
                AWS_REGION="af-south-1",
                AWS_DEFAULT_REGION="af-south-1",
                AWS_ACCESS_KEY_ID="test",
                AWS_SECRET_ACCESS_KEY="test",  # noqa: S106 - the emulator takes any
            )
            yield endpoint
        finally:
            process.terminate()


def _await(address: str) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=1).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the embedded AWS did not start; run `make setup` and try {PROGRAM} by hand")
