"""The act that is asked for, and the act that it is laid out beside."""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Wanted:
    """What is asked for: `sites`, `archive_site`, `POST`, `/v1.0/tenants/{tenant_id}/sites/{site_id}/archive`."""

    service: str
    act: str
    method: str
    route: str

    @property
    def has_body(self) -> bool:
        """Whether a request brings one."""
        return self.method in ("POST", "PUT")

    @property
    def rel(self) -> str:
        """The link's name: `archive`, or what is read."""
        first, *rest = self.act.split("_")
        return rest[-1] if first == "get" else first


@dataclass(frozen=True)
class Parent:
    """The act that reads the resource: its name, its path, and the files of its handler and of its service's method."""

    name: str
    path: str
    handler: Path
    service: Path

    @property
    def id(self) -> str:
        """The last id of the path."""
        found: list[str] = re.findall(r"\{(\w+)\}", self.path)
        return found[-1]
