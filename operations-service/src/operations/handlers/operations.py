"""Routes of operations."""

from aws_lambda_powertools.event_handler import Response

from chassis.access.authorization import TenantNotFound
from chassis.http.api import CurrentContext
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.routes import Routes
from operations.domain.errors import OperationNotFound, TenantRequired
from operations.domain.filters import Filters
from operations.handlers.params import Operations, OperationType, Size, StartAt, Status, TenantId
from operations.schemas.operation import OperationPage, OperationReply, operation_resource

RETRY_AFTER = "2"  # seconds after which a client that polls may learn something new

routes = Routes("operations")


@routes.get("/v1.0/operations/<operation_id>", problems=[OperationNotFound], waits=True)
def get_operation(operation_id: str, context: CurrentContext, operations: Operations) -> Response[OperationReply]:
    """Get an operation.

    While it has not ended the answer carries `Retry-After`; with `Prefer: wait=N` the answer is held until it ends.
    """
    operation = operations.get_operation(context, operation_id)
    body = OperationReply.of(operation_resource(operation, context), context)
    return Response(200, "application/json", body, {} if operation.ended else {"Retry-After": RETRY_AFTER})


@routes.get("/v1.0/tenants/<tenant_id>/operations", problems=[InvalidCursor, TenantNotFound])
def list_tenant_operations(
    tenant_id: str,
    context: CurrentContext,
    operations: Operations,
    status: Status = None,
    operation_type: OperationType = None,
    page_size: Size = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> OperationPage:
    """List the operations of a tenant.

    Newest first.
    """
    filters = Filters(tenant_id, status, operation_type)
    found, cursor = operations.list_tenant_operations(context, filters, size=page_size, start_at=start_at)
    return OperationPage.of(
        [operation_resource(operation, context) for operation in found],
        context,
        path=f"/v1.0/tenants/{tenant_id}/operations",
        query={"status": status, "type": operation_type},
        size=page_size,
        cursor=cursor,
    )


@routes.get("/v1.0/operations", problems=[InvalidCursor, TenantNotFound, TenantRequired])
def list_operations(
    context: CurrentContext,
    operations: Operations,
    tenant_id: TenantId = None,
    status: Status = None,
    operation_type: OperationType = None,
    page_size: Size = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> OperationPage:
    """List the operations of your tenant.

    Newest first. A list is one question to one tenant: platform staff and members of several tenants name `tenantId`.
    """
    filters = Filters(tenant_id or "", status, operation_type)
    found, cursor = operations.list_operations(context, filters, size=page_size, start_at=start_at)
    return OperationPage.of(
        [operation_resource(operation, context) for operation in found],
        context,
        path="/v1.0/operations",
        query={"tenantId": tenant_id, "status": status, "type": operation_type},
        size=page_size,
        cursor=cursor,
    )
