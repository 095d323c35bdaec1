"""What a list of operations is narrowed to."""

from chassis.operations.operation import OperationStatus
from chassis.runtime.records import dataclass


@dataclass(frozen=True)
class Filters:
    """One tenant's operations, perhaps of one status, perhaps of one type (`SITE_CREATION`)."""

    tenant_id: str
    status: OperationStatus | None = None
    operation_type: str | None = None
