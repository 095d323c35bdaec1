"""What a list of operations is narrowed to."""

from chassis.operation import OperationStatus
from chassis.records import dataclass


@dataclass(frozen=True)
class Filters:
    """One tenant's operations, perhaps of one status, perhaps of one type (`SITE_CREATION`)."""

    tenant_id: str
    status: OperationStatus | None = None
    operation_type: str | None = None
