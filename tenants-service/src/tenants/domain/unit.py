"""A part of a tenant's organisation: divisions hold groups, groups hold teams, teams hold people (domain §1.3)."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from chassis.runtime.records import dataclass

OPERATION_TYPE = "HIERARCHY_DELETION"
"""The slow work that deletes a unit with everything below it."""

MOST_CHILDREN = 100  # of each kind below one parent; our answer to the sizing targets of domain §1.3


class Level(StrEnum):
    """How deep a unit stands."""

    DIVISION = "DIVISION"
    GROUP = "GROUP"
    TEAM = "TEAM"

    @property
    def prefix(self) -> str:
        """What its ids begin with."""
        return _PREFIXES[self]

    @property
    def depth(self) -> int:
        """How many ids lead to one."""
        return list(Level).index(self) + 1


_PREFIXES = {Level.DIVISION: "div", Level.GROUP: "grp", Level.TEAM: "team"}

type Path = tuple[str, ...]


def level_of(path: Path) -> Level:
    """The level of the unit that the ids lead to."""
    return list(Level)[len(path) - 1]


@dataclass(frozen=True, kw_only=True)
class NewUnit:
    """What a person says of a unit."""

    name: str
    description: str | None = None


@dataclass(frozen=True, kw_only=True)
class Unit:
    """The record.

    Attributes:
        unit_id: its own id; stays when it is renamed.
        division_id: the division that it is or stands in; likewise `group_id`.
        children: how many units, or people, stand directly below it.
        active: False while everything below it is being deleted with it.
    """

    tenant_id: str
    level: Level
    unit_id: str
    division_id: str
    group_id: str | None = None
    name: str
    description: str | None = None
    children: int = 0
    active: bool = True
    created_at: str
    created_by: str
    updated_at: str
    updated_by: str
    version: int = 1

    @property
    def path(self) -> Path:
        """The ids that lead to it, its own last."""
        above = {Level.DIVISION: (), Level.GROUP: (self.division_id,)}.get(
            self.level, (self.division_id, self.group_id or "")
        )
        return (*above, self.unit_id)


@dataclass(frozen=True, kw_only=True)
class UnitChange:
    """What a person wants changed: field → value. `version` is what they saw, None when they do not mind."""

    fields: Mapping[str, Any]
    version: int | None = None

    def applied_to(self, unit: Unit) -> Unit:
        """The unit with the change."""
        return replace(unit, **self.fields)
