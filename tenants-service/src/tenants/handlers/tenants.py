"""Handlers of tenants."""

from typing import Annotated

from chassis.access.acts import href
from chassis.access.authorization import TenantNotFound
from chassis.access.links import offer
from chassis.errors import InvalidTransition, PreconditionFailed
from chassis.http.envelope import PageSize, StartAt
from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.request_context import RequestContext
from chassis.http.responses import Response, created
from chassis.http.routes import problems
from chassis.http.text_types import one_line
from chassis.text import same_name
from tenants.domain.errors import OrganizationExists, VersionConflict
from tenants.domain.links import COLLECTION_LINKS
from tenants.domain.tenant import TenantEnvironment, TenantFilter, TenantStatus
from tenants.handlers.params import Direction, TenantChanges, TenantOrder, Tenants
from tenants.schemas.tenant import (
    CreateTenantRequest,
    MovedTenantReply,
    MovedTenantResource,
    TenantPage,
    TenantReply,
    TenantResource,
    UpdateTenantRequest,
)


@problems(OrganizationExists, IdempotencyMismatch)
def create_tenant(request: CreateTenantRequest, context: RequestContext, tenants: Tenants) -> Response[TenantReply]:
    """Create a tenant.

    The tenant is PENDING until its instance runs: follow its `provision` link next. Its name must be unique, whatever
    the case.
    """
    tenant = tenants.create_tenant(context, request.to_domain())
    return created(
        TenantReply.of(TenantResource.of(tenant, context), context), href("get_tenant", tenant_id=tenant.tenant_id)
    )


@problems(InvalidCursor)
def list_tenants(
    context: RequestContext,
    tenants: Tenants,
    status: TenantStatus | None = None,
    environment: TenantEnvironment | None = None,
    organization_name: Annotated[str, one_line(1, 100)] | None = None,
    sort_by: TenantOrder = TenantOrder.CREATED,
    sort_order: Direction | None = None,
    page_size: PageSize = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> TenantPage:
    """List tenants.

    Platform staff see all tenants; others see the tenants that they are a member of. `organizationName` finds a part of
    the name, whatever its case. The list is sorted by age, newest first, or by name from A to Z. With filters, a page
    may have fewer items than you asked for although `moreAvailable` is true.
    """
    by_name = sort_by is TenantOrder.NAME
    wanted = TenantFilter(
        status=status,
        environment=environment,
        name_part=same_name(organization_name or ""),
        by_name=by_name,
        descending=sort_order is Direction.DESCENDING if sort_order else not by_name,
    )
    found, cursor = tenants.list_tenants(context, wanted, size=page_size, start_at=start_at)
    return TenantPage.of(
        [TenantResource.of(tenant, context) for tenant in found],
        context,
        size=page_size,
        cursor=cursor,
        offered=offer(COLLECTION_LINKS, caller=context.caller, tenant_id=None, ids={}),
    )


@problems(TenantNotFound)
def get_tenant(tenant_id: str, context: RequestContext, tenants: Tenants) -> TenantReply:
    """Get a tenant.

    Its links are the acts that you may do next; `_unavailable` names the others and what unlocks them.
    """
    return TenantReply.of(TenantResource.of(tenants.get_tenant(context, tenant_id), context), context)


@problems(
    TenantNotFound, OrganizationExists, VersionConflict, PreconditionFailed, InvalidTransition, IdempotencyMismatch
)
def update_tenant(
    tenant_id: str, request: UpdateTenantRequest, context: RequestContext, changes: TenantChanges
) -> TenantReply:
    """Change a tenant.

    Fields that you leave out stay. Send `version` (or If-Match): the request then fails if the tenant has changed since
    you read it.
    """
    return TenantReply.of(
        TenantResource.of(changes.update_tenant(context, tenant_id, request.to_domain()), context), context
    )


@problems(TenantNotFound, PreconditionFailed, InvalidTransition, IdempotencyMismatch)
def delete_tenant(
    tenant_id: str, context: RequestContext, changes: TenantChanges, force: bool = False
) -> MovedTenantReply:
    """Deprovision a tenant for good.

    A suspended or parked tenant is deprovisioned at once. A tenant that is active, or never was, needs `force=true`.
    """
    tenant = changes.delete_tenant(context, tenant_id, force=force)
    return MovedTenantReply.of(MovedTenantResource.after(tenant, context), context)
