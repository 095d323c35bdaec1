"""Units for the workflow engine, which changes none: the steps of a deletion delete them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from chassis.operations.operation import Operation, OperationError


class UnitStore:
    """The `ResourceStore` of units. Accepting a deletion closes the unit, and the last step deletes it."""

    def find(self, operation: Operation) -> None:
        """Return None: the steps read units themselves, and the dead-letter consumer has no right to."""

    def advance(
        self,
        before: None,
        action: StrEnum | None,
        operation: Operation,
        *,
        error: OperationError | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        """Do nothing: a unit has no status."""

    def update_write(self, before: None, after: None) -> None:
        """Return None: the engine writes no unit."""
