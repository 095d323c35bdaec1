"""The context of a request to the simulator, and its routes."""

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local_platform.wordpress.simulator.fields import Fields
from local_platform.wordpress.simulator.instance import AGENT_KEY_HEADER, Instance
from local_platform.wordpress.simulator.jobs import Jobs
from local_platform.wordpress.simulator.pages import Pages
from local_platform.wordpress.simulator.request import Answer, Request
from local_platform.wordpress.simulator.sites import MAIN_SITE, Sites


@dataclass(frozen=True)
class RequestContext:
    """One request to one site, within one transaction."""

    request: Request
    instance: Instance
    database: sqlite3.Connection
    site: sqlite3.Row
    authenticated: bool
    argument: str = ""
    """The variable part of the path."""

    @property
    def number(self) -> int:
        """The variable part as a number."""
        return int(self.argument)

    @property
    def has_agent(self) -> bool:
        """Whether the agent's routes are there: on the main site, for the platform."""
        return self.site["id"] == MAIN_SITE and self.request.headers.get(AGENT_KEY_HEADER) == self.instance.agent_key

    @property
    def fields(self) -> Fields:
        """The body."""
        return Fields.of(self.request.body)

    @property
    def sites(self) -> Sites:
        """The network's sites."""
        return Sites(self.database, self.instance)

    @property
    def pages(self) -> Pages:
        """The pages of the requested site."""
        return Pages(self.database, self.site["id"])

    @property
    def jobs(self) -> Jobs:
        """The network's jobs."""
        return Jobs(self.database, self.sites)

    @property
    def home(self) -> str:
        """The public address of the requested site."""
        return self.instance.url(self.site["domain"])


type Handler = Callable[[RequestContext], dict[str, Any] | list[Any] | Answer]


@dataclass(frozen=True)
class Route:
    """A method, a path below /wp-json with at most one variable part, and what answers."""

    method: str
    path: str
    handler: Handler
    public: bool = False

    def match(self, method: str, path: str) -> str | None:
        """The variable part ("" without one) when the route is meant, else None."""
        found = re.fullmatch(self.path, path)
        if found is None or method != self.method:
            return None
        return found[1] if found.re.groups else ""
