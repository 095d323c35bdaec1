"""Handlers of a tenant's organisation as a whole."""

from chassis.access.authorization import TenantNotFound
from chassis.errors import InvalidTransition
from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.request_context import RequestContext
from chassis.http.responses import Response
from chassis.http.routes import problems
from tenants.domain.errors import OperationNotFound
from tenants.handlers.params import Deletions, Hierarchy
from tenants.handlers.units import accept_deletion
from tenants.schemas.unit import HierarchyReply, HierarchyResource, UnitDeletionReply


@problems(TenantNotFound)
def get_hierarchy(tenant_id: str, context: RequestContext, hierarchy: Hierarchy) -> HierarchyReply:
    """Get the whole organisation of a tenant: divisions with their groups with their teams."""
    units, complete = hierarchy.get_hierarchy(context, tenant_id)
    return HierarchyReply.of(HierarchyResource.of(tenant_id, units, context, complete=complete), context)


@problems(TenantNotFound, OperationNotFound, InvalidTransition, IdempotencyMismatch)
def retry_deletion(
    tenant_id: str, operation_id: str, context: RequestContext, deletions: Deletions
) -> Response[UnitDeletionReply]:
    """Try a failed deletion again.

    The same operation continues at the step that failed; it does not restore what was already deleted.
    """
    unit, operation = deletions.retry_deletion(context, tenant_id, operation_id)
    return accept_deletion(context, unit, operation)
