"""AWS clients of the local platform: to the embedded AWS and nowhere else, whatever the machine's own settings say."""

import threading
from typing import Any

import botocore.session
from botocore.config import Config

from local_platform.names import REGION

_CONFIG = Config(
    connect_timeout=2, read_timeout=20, retries={"mode": "standard", "max_attempts": 3}, max_pool_connections=32
)


class Aws:
    """The clients of one embedded AWS; safe to use from several threads."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._session = botocore.session.Session(session_vars={"profile": (None, None, None, None)})
        self._session.set_credentials("local", "local")
        self._made: dict[str, Any] = {}
        self._lock = threading.Lock()

    def __call__(self, service: str) -> Any:  # noqa: ANN401 - botocore makes its clients' types at run time
        """The client of one AWS service, by botocore's name of it."""
        with self._lock:  # making a client is not thread-safe, using one is
            if service not in self._made:
                self._made[service] = self._session.create_client(
                    service, endpoint_url=self.endpoint, region_name=REGION, config=_CONFIG
                )
            return self._made[service]
