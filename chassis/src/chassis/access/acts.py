"""Every act of the platform: its route and who may do it, as the services' own tables say (`make openapi`).

Services share no code, but link to each other's acts. The catalogue is generated from their route tables and packaged
with chassis, so that a path is written once and an affordance names an act.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from chassis.access.authorization import Relation, Rule, Rules
from chassis.access.caller import Role
from chassis.runtime.records import dataclass

CATALOGUE = Path(__file__).with_name("acts.json")


class UnknownActError(LookupError):
    """A link names an act that is in no contract."""


@dataclass(frozen=True)
class KnownAct:
    """Where an act is found, and who may do it."""

    method: str
    path: str
    rule: Rule

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.method == "GET"


@cache
def catalogue() -> Mapping[str, Any]:
    """The generated file: act → method, path, relation and roles."""
    found: Mapping[str, Any] = json.loads(CATALOGUE.read_text())
    return found


@cache
def find_act(name: str) -> KnownAct:
    """The act of this name, of whichever service.

    Raises:
        UnknownActError: no contract has it.
    """
    found = catalogue().get(name)
    if found is None:
        raise UnknownActError(f"No contract has the act {name}: correct the name, or run `make openapi`.")
    rule = Rule(Relation(found["relation"]), frozenset(Role(role) for role in found["roles"]))
    return KnownAct(found["method"], found["path"], rule)


def methods_of(path: str) -> set[str]:
    """The HTTP methods that a path has, in whichever service."""
    return {act["method"] for act in catalogue().values() if act["path"] == path}


def all_rules() -> Rules:
    """Act → who may do it, on the whole platform."""
    return {name: find_act(name).rule for name in catalogue()}


def href(name: str, **ids: str) -> str:
    """The address of an act; `ids` fill its path.

    Raises:
        UnknownActError: no contract has the act.
    """
    return find_act(name).path.format_map(ids)
