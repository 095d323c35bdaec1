"""Filters of a list of operations."""

from chassis.operations.operation import Operation, OperationStatus
from chassis.runtime.records import dataclass


@dataclass(frozen=True)
class Filters:
    """Selects the operations of one tenant, optionally of one status and one type (e.g. `SITE_CREATION`)."""

    tenant_id: str
    status: OperationStatus | None = None
    operation_type: str | None = None

    def match(self, operation: Operation) -> bool:
        """Whether the operation matches; its index entry may be older than the operation."""
        has_status = self.status is None or operation.status is self.status
        return has_status and self.operation_type in (None, operation.operation_type)
