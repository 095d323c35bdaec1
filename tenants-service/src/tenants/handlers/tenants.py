"""Routes of tenants."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from chassis.access.authorization import TenantNotFound
from chassis.access.links import offer
from chassis.errors import InvalidTransition, PreconditionFailed
from chassis.http.api import CurrentContext, created
from chassis.http.envelope import PageSize
from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.routes import Routes
from tenants.domain.errors import OrganizationExists, VersionConflict
from tenants.domain.links import COLLECTION_LINKS
from tenants.domain.tenant import TenantEnvironment, TenantFilter, TenantStatus, same_name
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

routes = Routes("tenants")


@routes.post("/v1.0/tenants", status=201, problems=[OrganizationExists, IdempotencyMismatch])
def create_tenant(request: CreateTenantRequest, context: CurrentContext, tenants: Tenants) -> Response[TenantReply]:
    """Create a tenant.

    It is PENDING until its instance runs: follow its `provision` link next. The name must be unique, whatever the case.
    """
    tenant = tenants.create_tenant(context, request.to_domain())
    return created(TenantReply.of(TenantResource.of(tenant, context), context), f"/v1.0/tenants/{tenant.tenant_id}")


@routes.get("/v1.0/tenants", problems=[InvalidCursor])
def list_tenants(
    context: CurrentContext,
    tenants: Tenants,
    status: Annotated[TenantStatus | None, Query()] = None,
    environment: Annotated[TenantEnvironment | None, Query()] = None,
    organization_name: Annotated[str | None, Query(alias="organizationName", min_length=1, max_length=100)] = None,
    sort_by: Annotated[TenantOrder, Query(alias="sortBy")] = TenantOrder.CREATED,
    sort_order: Annotated[Direction | None, Query(alias="sortOrder")] = None,
    page_size: Annotated[PageSize, Query(alias="pageSize")] = DEFAULT_SIZE,
    start_at: Annotated[str | None, Query(alias="startAt", max_length=2048)] = None,
) -> TenantPage:
    """List tenants.

    Platform staff see all; others see those that they are a member of. `organizationName` finds a part of the name,
    whatever its case. The newest come first, or names from A to Z. With filters, a page may hold fewer items than asked
    for while `moreAvailable` is still true.
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
        path="/v1.0/tenants",
        query={
            "status": status,
            "environment": environment,
            "organizationName": organization_name,
            "sortBy": TenantOrder.NAME if by_name else None,
            "sortOrder": sort_order,
        },
        size=page_size,
        cursor=cursor,
        offered=offer(COLLECTION_LINKS, caller=context.caller, tenant_id=None, ids={}),
    )


@routes.get("/v1.0/tenants/<tenant_id>", problems=[TenantNotFound])
def get_tenant(tenant_id: str, context: CurrentContext, tenants: Tenants) -> TenantReply:
    """Get a tenant.

    Its links are what you may do next; `_unavailable` names the rest and what would unlock it.
    """
    return TenantReply.of(TenantResource.of(tenants.get_tenant(context, tenant_id), context), context)


@routes.put(
    "/v1.0/tenants/<tenant_id>",
    problems=[
        TenantNotFound,
        OrganizationExists,
        VersionConflict,
        PreconditionFailed,
        InvalidTransition,
        IdempotencyMismatch,
    ],
)
def update_tenant(
    tenant_id: str, request: UpdateTenantRequest, context: CurrentContext, changes: TenantChanges
) -> TenantReply:
    """Change a tenant.

    What you leave out stays. Send `version` (or If-Match) to be told when somebody changed it since you saw it.
    """
    return TenantReply.of(
        TenantResource.of(changes.update_tenant(context, tenant_id, request.to_domain()), context), context
    )


@routes.delete(
    "/v1.0/tenants/<tenant_id>",
    problems=[TenantNotFound, PreconditionFailed, InvalidTransition, IdempotencyMismatch],
)
def delete_tenant(
    tenant_id: str, context: CurrentContext, changes: TenantChanges, force: Annotated[bool, Query()] = False
) -> MovedTenantReply:
    """Deprovision a tenant for good.

    A suspended or parked one at once; one that is active, or never was, with `force=true` only.
    """
    tenant = changes.delete_tenant(context, tenant_id, force=force)
    return MovedTenantReply.of(MovedTenantResource.after(tenant, context), context)
