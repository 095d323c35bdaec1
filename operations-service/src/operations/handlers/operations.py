"""Handlers of operations."""

from chassis.access.authorization import TenantNotFound
from chassis.http.envelope import PageSize, StartAt
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.request_context import RequestContext
from chassis.http.responses import Response
from chassis.http.routes import problems
from operations.domain.errors import OperationNotFound, TenantRequired
from operations.domain.filters import Filters
from operations.handlers.params import Operations, OperationType, Status, TenantId
from operations.schemas.operation import OperationPage, OperationReply, operation_resource

RETRY_AFTER = "2"  # seconds between two polls of a client


@problems(OperationNotFound)
def get_operation(operation_id: str, context: RequestContext, operations: Operations) -> Response[OperationReply]:
    """Get an operation.

    Until the operation ends, the answer has a `Retry-After` header. With `Prefer: wait=N`, the answer waits up to N
    seconds for the end.
    """
    operation = operations.get_operation(context, operation_id)
    body = OperationReply.of(operation_resource(operation, context), context)
    return Response(200, body, {} if operation.ended else {"Retry-After": RETRY_AFTER})


@problems(InvalidCursor, TenantNotFound)
def list_tenant_operations(
    tenant_id: str,
    context: RequestContext,
    operations: Operations,
    status: Status = None,
    operation_type: OperationType = None,
    page_size: PageSize = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> OperationPage:
    """List the operations of a tenant.

    The newest come first.
    """
    filters = Filters(tenant_id, status, operation_type)
    found, cursor = operations.list_tenant_operations(context, filters, size=page_size, start_at=start_at)
    return OperationPage.of(
        [operation_resource(operation, context) for operation in found],
        context,
        size=page_size,
        cursor=cursor,
    )


@problems(InvalidCursor, TenantNotFound, TenantRequired)
def list_operations(
    context: RequestContext,
    operations: Operations,
    tenant_id: TenantId = None,
    status: Status = None,
    operation_type: OperationType = None,
    page_size: PageSize = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> OperationPage:
    """List the operations of your tenant.

    The newest come first. A list shows one tenant: platform staff and members of several tenants give `tenantId`.
    """
    filters = Filters(tenant_id or "", status, operation_type)
    found, cursor = operations.list_operations(context, filters, size=page_size, start_at=start_at)
    return OperationPage.of(
        [operation_resource(operation, context) for operation in found],
        context,
        size=page_size,
        cursor=cursor,
    )
