"""Settings of a simulated instance, read from its task's environment."""

import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

SHORTEST_PASSWORD = 16
AGENT_KEY_HEADER = "x-bbws-agent-key"


@dataclass(frozen=True)
class Instance:
    """One tenant's simulated WordPress."""

    domain: str
    public_port: str
    user: str
    password: str
    content: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read the environment of a task (`wordpress-agent/README.md`).

        Raises:
            KeyError: a variable is missing.
        """
        return cls(
            domain=environment["BBWS_NETWORK_DOMAIN"],
            public_port=environment.get("BBWS_PUBLIC_PORT", ""),
            user=environment["BBWS_AGENT_USER"],
            password=compared(environment["BBWS_AGENT_PASSWORD"]),
            content=Path(environment["BBWS_CONTENT_DIR"]),
        )

    @property
    def state(self) -> Path:
        """Beside the content, as the database of a real instance is no part of it."""
        return self.content.parent / "wordpress.sqlite"

    @property
    def agent_key(self) -> str:
        """The key that the platform's calls carry."""
        return agent_key(self.password)

    @property
    def mail(self) -> str:
        """The platform user's address, which may stand for its name."""
        return f"{self.user}@{self.domain}"

    def url(self, host: str) -> str:
        """The address of a host as the world sees it."""
        if not self.public_port:
            return f"https://{host}"
        return f"http://{host}" if self.public_port == "80" else f"http://{host}:{self.public_port}"


def agent_key(password: str) -> str:
    """The platform's key for an instance with this password, in the header `X-BBWS-Agent-Key`."""
    return hmac.new(compared(password).encode(), b"bbws-agent", "sha256").hexdigest()


def compared(password: str) -> str:
    """The characters of an application password that WordPress compares."""
    return re.sub(r"[^A-Za-z0-9]", "", password)
