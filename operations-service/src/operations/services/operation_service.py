"""Reads operations for callers."""

from dataclasses import replace

from chassis.access.authorization import TenantNotFound, permits
from chassis.access.caller import Caller
from chassis.http.paging import Cursors
from chassis.http.request_context import RequestContext
from chassis.operations.operation import Operation
from chassis.runtime.clock import Clock
from operations.dao.operation_dao import OperationDAO
from operations.domain.errors import OperationNotFound, TenantRequired
from operations.domain.filters import Filters
from operations.domain.permissions import RULES


class OperationService:
    """Gets and lists operations."""

    def __init__(self, operations: OperationDAO, cursors: Cursors, clock: Clock) -> None:
        self.operations, self.cursors, self.clock = operations, cursors, clock

    def get_operation(self, context: RequestContext, operation_id: str) -> Operation:
        """One operation; with `call.wait`, waits until it has ended.

        Raises:
            OperationNotFound: it is unknown, or belongs to a tenant that the caller may not see.
        """
        operation = self._find(operation_id)
        if operation is None or not permits(RULES["get_operation"], context.caller, operation.tenant_id):
            raise OperationNotFound
        return self.operations.wait_for(operation, context.wait)

    def list_tenant_operations(
        self, context: RequestContext, filters: Filters, *, size: int, start_at: str | None
    ) -> tuple[list[Operation], str | None]:
        """A page of a tenant's operations, newest first, and the cursor of the next.

        Raises:
            InvalidCursor: `start_at` is not from this list.
        """
        scope = (
            *(context.act, context.caller.user_id, filters.tenant_id),
            *(filters.status or "", filters.operation_type or ""),
        )
        after = self.cursors.read(start_at, scope, self.clock())
        found, last = self.operations.page(filters, size=size, after=after)
        return found, self.cursors.write(last, scope, self.clock())

    def list_operations(
        self, context: RequestContext, filters: Filters, *, size: int, start_at: str | None
    ) -> tuple[list[Operation], str | None]:
        """Same as `list_tenant_operations`, for the caller's tenant if `filters.tenant_id` is empty.

        Raises:
            TenantRequired: the caller named no tenant and does not belong to exactly one.
            TenantNotFound: the named tenant does not exist for the caller.
            InvalidCursor: `start_at` is not from this list.
        """
        tenant_id = filters.tenant_id or _only_tenant(context.caller)
        if not context.caller.sees(tenant_id):
            raise TenantNotFound
        return self.list_tenant_operations(context, replace(filters, tenant_id=tenant_id), size=size, start_at=start_at)

    def _find(self, operation_id: str) -> Operation | None:
        try:
            return self.operations.get(operation_id)
        except ValueError:  # too short to contain a tenant: no operation has such an id
            return None


def _only_tenant(caller: Caller) -> str:
    """The tenant of a caller who belongs to exactly one."""
    if caller.platform_role or len(caller.memberships) != 1:
        raise TenantRequired
    return next(iter(caller.memberships))
