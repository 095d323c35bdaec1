"""What a list of operations is narrowed to."""

from chassis.operations.operation import Operation, OperationStatus
from chassis.runtime.records import dataclass


@dataclass(frozen=True)
class Filters:
    """One tenant's operations, perhaps of one status, perhaps of one type (`SITE_CREATION`)."""

    tenant_id: str
    status: OperationStatus | None = None
    operation_type: str | None = None

    def match(self, operation: Operation) -> bool:
        """Whether the operation belongs into the list; its index entry may be older than itself."""
        has_status = self.status is None or operation.status is self.status
        return has_status and self.operation_type in (None, operation.operation_type)
