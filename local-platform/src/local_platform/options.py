"""Options of `make run`, and the addresses and folders that follow from them."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, cast

CHECKOUT = Path(__file__).resolve().parents[3]
DEFAULT_PORT = 8080
TASK_PORTS = range(10, 60)  # above the front's port
_LOWEST_PORT = 1024
_HIGHEST_PORT = 65_535 - TASK_PORTS.stop

type WordPressKind = Literal["real", "simulated"]


class StartError(Exception):
    """The platform cannot start; the message is one line and says what to do."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """The options of one run.

    Attributes:
        port: of the front; the others follow it.
        watch: deploy again what changes while the platform runs.
        wordpress: None takes the real one when PHP and MariaDB are there.
        faults: faults from the start, as `POST /_local/faults` takes them.
        root: the checkout whose declarations are deployed.
    """

    port: int = DEFAULT_PORT
    reset: bool = False
    watch: bool = True
    wordpress: WordPressKind | None = None
    faults: Mapping[str, Any]
    state: Path
    root: Path = CHECKOUT

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read PORT, RESET, WORDPRESS, FAULTS, WATCH, BBWS_LOCAL and BBWS_ROOT.

        Raises:
            StartError: one of them has an invalid value.
        """
        root = Path(environment.get("BBWS_ROOT") or CHECKOUT)
        return cls(
            port=_port(environment.get("PORT") or str(DEFAULT_PORT)),
            reset=environment.get("RESET", "") not in ("", "0"),
            watch=environment.get("WATCH", "1") != "0",
            wordpress=_wordpress(environment.get("WORDPRESS", "")),
            faults=_faults(environment.get("FAULTS", "")),
            state=Path(environment.get("BBWS_LOCAL") or root / ".local").absolute(),
            root=root,
        )

    @property
    def front(self) -> str:
        """The address people use."""
        return f"http://localhost:{self.port}"

    @property
    def balancer_port(self) -> int:
        """Port of the internal load balancer, where the functions reach WordPress."""
        return self.port + 1

    @property
    def aws_port(self) -> int:
        """Port of the embedded AWS."""
        return self.port + 2

    @property
    def database_port(self) -> int:
        """Port of MariaDB."""
        return self.port + 3

    @property
    def task_ports(self) -> list[int]:
        """Ports of WordPress tasks."""
        return [self.port + offset for offset in TASK_PORTS]

    @property
    def aws(self) -> str:
        """The address of the embedded AWS."""
        return f"http://127.0.0.1:{self.aws_port}"

    @property
    def placeholders(self) -> dict[str, str]:
        """Values of the placeholders in platform.yaml's settings."""
        return {
            "front": f"http://127.0.0.1:{self.port}",
            "balancer": f"http://127.0.0.1:{self.balancer_port}",
            "public": self.front,
            "public_port": str(self.port),
            "aws": self.aws,
            "database_port": str(self.database_port),
        }


def _port(text: str) -> int:
    if not text.isdigit() or not _LOWEST_PORT <= int(text) <= _HIGHEST_PORT:
        raise StartError(f"PORT={text} is no port: give a number from {_LOWEST_PORT} to {_HIGHEST_PORT}.")
    return int(text)


def _wordpress(text: str) -> WordPressKind | None:
    if text not in ("", "real", "simulated"):
        raise StartError(f"WORDPRESS={text} is unknown: say `real` or `simulated`, or leave it out.")
    return cast("WordPressKind", text) if text else None


def _faults(text: str) -> Mapping[str, Any]:
    """`duplicateEvents=0.5,delayEventsMs=200`, or the same as JSON."""
    try:
        if text.startswith("{"):
            return dict(json.loads(text))
        pairs = [pair.split("=", 1) for pair in text.split(",") if pair]
        return {name.strip(): json.loads(value) for name, value in pairs}
    except (ValueError, TypeError):
        raise StartError(
            f"FAULTS={text} cannot be read: write duplicateEvents=0.5,delayEventsMs=200 or JSON."
        ) from None
