"""A part of a tenant's organisation: divisions hold groups, groups hold teams, teams hold people (domain §1.3)."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from chassis.runtime.records import dataclass

OPERATION_TYPE = "HIERARCHY_DELETION"
"""Type of the operation that deletes a unit with everything below it."""

MOST_CHILDREN = 100  # per kind and parent; our decision on the sizing targets of domain §1.3


class Level(StrEnum):
    """The level of a unit in the tree."""

    DIVISION = "DIVISION"
    GROUP = "GROUP"
    TEAM = "TEAM"

    @property
    def prefix(self) -> str:
        """The prefix of the level's ids."""
        return _PREFIXES[self]

    @property
    def depth(self) -> int:
        """The number of ids in the path of such a unit."""
        return list(Level).index(self) + 1


_PREFIXES = {Level.DIVISION: "div", Level.GROUP: "grp", Level.TEAM: "team"}

type Path = tuple[str, ...]


def level_of(path: Path) -> Level:
    """The level of the unit with this path of ids."""
    return list(Level)[len(path) - 1]


@dataclass(frozen=True, kw_only=True)
class NewUnit:
    """The name and description that a person gives a unit."""

    name: str
    description: str | None = None


@dataclass(frozen=True, kw_only=True)
class Unit:
    """The record.

    Attributes:
        unit_id: its own id; renaming does not change it.
        division_id: the division that it is or belongs to; likewise `group_id`.
        children: the number of units, or people, directly below it.
        active: False while it and everything below it are being deleted.
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
        """The ids from its division down to its own."""
        above = {Level.DIVISION: (), Level.GROUP: (self.division_id,)}.get(
            self.level, (self.division_id, self.group_id or "")
        )
        return (*above, self.unit_id)


@dataclass(frozen=True, kw_only=True)
class UnitChange:
    """The requested changes of a unit: field → value. `version` is the one they saw; None to change any version."""

    fields: Mapping[str, Any]
    version: int | None = None

    def applied_to(self, unit: Unit) -> Unit:
        """The unit with the change."""
        return replace(unit, **self.fields)
