"""Operations on the wire: the chassis defines the fields, this service the links."""

from chassis.access.links import offer
from chassis.http.envelope import PageReply, Reply
from chassis.http.request_context import RequestContext
from chassis.operations.operation import OPERATION_LIFECYCLE, Operation
from chassis.operations.operation_resource import OperationResource
from operations.domain.links import OPERATION_LINKS, OWNER_LINKS


class OperationReply(Reply[OperationResource]):
    """One operation."""


class OperationPage(PageReply[OperationResource]):
    """A page of operations."""


def operation_resource(operation: Operation, context: RequestContext) -> OperationResource:
    """The operation with links to what `call.caller` may do, here and at the service that owns the work."""
    ids = {
        "tenant_id": operation.tenant_id,
        "operation_id": operation.operation_id,
        f"{operation.resource_type.lower()}_id": operation.resource_id,
    }
    offered = offer(
        (*OPERATION_LINKS, *OWNER_LINKS.get(operation.operation_type, ())),
        caller=context.caller,
        tenant_id=operation.tenant_id,
        ids=ids,
        lifecycle=OPERATION_LIFECYCLE,
        state=operation.status,
    )
    return OperationResource.of(operation, context, offered)
