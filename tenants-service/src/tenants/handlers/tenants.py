"""Routes of tenants."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from chassis.api import CurrentCall, created
from chassis.authorization import TenantNotFound
from chassis.idempotency import IdempotencyMismatch
from chassis.links import offer
from chassis.paging import DEFAULT_SIZE, InvalidCursor
from chassis.resources import PageSize
from chassis.routes import Routes
from tenants.domain.errors import OrganizationExists
from tenants.domain.links import COLLECTION_LINKS
from tenants.domain.tenant import TenantEnvironment, TenantStatus
from tenants.handlers.params import Tenants
from tenants.models.tenant import CreateTenantRequest, TenantPage, TenantReply, TenantResource

routes = Routes("tenants")


@routes.post("/v1.0/tenants", status=201, problems=[OrganizationExists, IdempotencyMismatch])
def create_tenant(request: CreateTenantRequest, call: CurrentCall, tenants: Tenants) -> Response[TenantReply]:
    """Create a tenant.

    It is PENDING until its instance runs: follow its `provision` link next. The name must be unique, whatever the case.
    """
    tenant = tenants.create_tenant(call, request.to_domain())
    return created(TenantReply.of(TenantResource.of(tenant, call), call), f"/v1.0/tenants/{tenant.tenant_id}")


@routes.get("/v1.0/tenants", problems=[InvalidCursor])
def list_tenants(
    call: CurrentCall,
    tenants: Tenants,
    status: Annotated[TenantStatus | None, Query()] = None,
    environment: Annotated[TenantEnvironment | None, Query()] = None,
    page_size: Annotated[PageSize, Query(alias="pageSize")] = DEFAULT_SIZE,
    start_at: Annotated[str | None, Query(alias="startAt", max_length=2048)] = None,
) -> TenantPage:
    """List tenants.

    Platform staff see all, the newest first; others see those that they are a member of. A page may hold fewer items
    than asked for while `moreAvailable` is still true.
    """
    found, cursor = tenants.list_tenants(
        call, status=status, environment=environment, size=page_size, start_at=start_at
    )
    return TenantPage.of(
        [TenantResource.of(tenant, call) for tenant in found],
        call,
        path="/v1.0/tenants",
        query={"status": status, "environment": environment},
        size=page_size,
        cursor=cursor,
        offered=offer(COLLECTION_LINKS, caller=call.caller, tenant_id=None, ids={}),
    )


@routes.get("/v1.0/tenants/<tenant_id>", problems=[TenantNotFound])
def get_tenant(tenant_id: str, call: CurrentCall, tenants: Tenants) -> TenantReply:
    """Get a tenant.

    Its links are what you may do next; `_unavailable` names the rest and what would unlock it.
    """
    return TenantReply.of(TenantResource.of(tenants.get_tenant(call, tenant_id), call), call)
