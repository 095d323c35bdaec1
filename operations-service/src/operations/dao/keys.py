"""The index keys of the operations table; `chassis.operations.operation_log` writes the items."""

from chassis.operations.operation import OperationStatus


def tenant_partition(tenant_id: str) -> tuple[str, str]:
    """GSI1PK: all operations of a tenant, by time."""
    return "GSI1PK", f"TENANT#{tenant_id}"


def status_partition(tenant_id: str, status: OperationStatus) -> tuple[str, str]:
    """GSI2PK: the operations of a tenant in one status, by time."""
    return "GSI2PK", f"TENANT#{tenant_id}#STATUS#{status}"
