"""Starts, watches and stops the process of the embedded AWS."""

import os
import shutil
import signal
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

from local_platform.names import REGION
from local_platform.options import CHECKOUT, StartError

READY_SECONDS = 20
STOP_SECONDS = 15
# Nothing of the person's own AWS or Python settings.
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "COVERAGE_PROCESS_CONFIG")


class EmbeddedAws:
    """MiniStack behind the edge, in a process of its own with the emulator's interpreter."""

    def __init__(
        self, state: Path, port: int, *, checkpoint_seconds: float = 1, terraform_calls: Path | None = None
    ) -> None:
        """`terraform_calls` is a file for what Terraform calls (`edge.calls`)."""
        self.state, self.port = state, port
        self.python = CHECKOUT / ".venv-ministack" / "bin" / "python"
        self.log = state.parent / "logs" / "aws.log"
        self._checkpoint_seconds, self._terraform_calls = checkpoint_seconds, terraform_calls
        self._process: subprocess.Popen[bytes] | None = None
        self._changing = threading.RLock()

    @property
    def alive(self) -> bool:
        """Whether the process runs; true as well while it is being restarted."""
        if not self._changing.acquire(blocking=False):
            return True
        try:
            return self._process is not None and self._process.poll() is None
        finally:
            self._changing.release()

    def start(self) -> None:
        """Start the process and wait until it answers.

        Raises:
            StartError: the environment is missing, or the process ended; with the last lines of its log.
        """
        if not self.python.exists():
            raise StartError(f"{self.python} is missing: run `make setup`.")
        with self._changing:
            self._prepare_folders()
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    [self.python, "-m", "local_platform.edge"],
                    cwd=self.state,
                    env=self._environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,  # Ctrl-C is for us; we stop it when nobody needs it any more
                )
            self._await_ready()

    def stop(self, *, kill: bool = False) -> None:
        """End the process: gracefully, which saves the state, or with kill -9."""
        with self._changing:
            if self._process is None:
                return
            self._process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def restart(self, *, kill: bool = False) -> None:
        """Stop the process and start it again."""
        with self._changing:
            self.stop(kill=kill)
            self.start()

    def _prepare_folders(self) -> None:
        temporary = self.state / "tmp"
        shutil.rmtree(temporary, ignore_errors=True)  # what workers killed with the last run left
        for folder in (self.state, temporary, self.log.parent):
            folder.mkdir(parents=True, exist_ok=True)

    def _environment(self) -> dict[str, str]:
        return (
            {name: os.environ[name] for name in _INHERITED if name in os.environ}
            | {
                "PYTHONPATH": str(Path(__file__).parents[1]),
                "GATEWAY_PORT": str(self.port),
                "MINISTACK_HOST": "127.0.0.1",
                "MINISTACK_REGION": REGION,
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
                "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_CONFIG_FILE": os.devnull,
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                "DOCKER_HOST": "unix:///nonexistent",  # a docker daemon on this machine is none of its business
                "IOT_MTLS_ENABLED": "0",
                "SFTP_ENABLED": "0",
                "LAMBDA_EXECUTOR": "local",
                "PERSIST_STATE": "1",
                "STATE_DIR": str(self.state / "state"),
                "S3_PERSIST": "1",
                "S3_DATA_DIR": str(self.state / "s3"),
                "TMPDIR": str(self.state / "tmp"),
                "LOG_LEVEL": os.environ.get("BBWS_AWS_LOG_LEVEL", "WARNING"),
                "EDGE_PARENT": str(os.getpid()),
                "EDGE_CHECKPOINT_SECONDS": str(self._checkpoint_seconds),
                "EDGE_FUNCTIONS_LOG": str(self.log.parent / "functions.log"),
            }
            | ({"EDGE_CALLS": str(self._terraform_calls)} if self._terraform_calls else {})
        )

    def _await_ready(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until and self._process and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_ministack/ready", timeout=1):
                    return
            except OSError:
                time.sleep(0.02)
        tail = " | ".join(self.log.read_text(errors="replace").splitlines()[-3:])
        raise StartError(f"The embedded AWS did not start (log: {self.log}): {tail}")
