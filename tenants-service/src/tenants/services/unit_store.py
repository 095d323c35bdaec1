"""Units as the workflow engine sees them: it changes none, because the steps of a deletion remove them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from chassis.operations.operation import Operation, OperationError


class UnitStore:
    """The `ResourceStore` of units; the unit is closed when its deletion is accepted, and gone at the end."""

    def find(self, operation: Operation) -> None:
        """Nothing: the steps read units themselves, and the consumer of dead letters may not."""

    def advance(
        self,
        before: None,
        action: StrEnum | None,
        operation: Operation,
        *,
        error: OperationError | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        """Nothing: a unit has no states."""

    def update_write(self, before: None, after: None) -> None:
        """Nothing to write."""
