"""Handlers of a tenant's lifecycle: suspend, resume, park, unpark, retry (domain §3.1)."""

from typing import Any

from chassis.access.authorization import TenantNotFound
from chassis.errors import InvalidTransition, PreconditionFailed
from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.request_context import RequestContext
from chassis.http.routes import problems
from tenants.handlers.params import TenantChanges
from tenants.schemas.tenant import MovedTenantReply, MovedTenantResource, ReasonRequest

_PROBLEMS: Any = [TenantNotFound, PreconditionFailed, InvalidTransition, IdempotencyMismatch]


@problems(*_PROBLEMS)
def suspend_tenant(
    tenant_id: str, request: ReasonRequest, context: RequestContext, changes: TenantChanges
) -> MovedTenantReply:
    """Take an active tenant out of service, until it is resumed."""
    tenant = changes.suspend_tenant(context, tenant_id, request.reason)
    return MovedTenantReply.of(MovedTenantResource.after(tenant, context), context)


@problems(*_PROBLEMS)
def resume_tenant(tenant_id: str, context: RequestContext, changes: TenantChanges) -> MovedTenantReply:
    """Put a suspended tenant back into service."""
    return MovedTenantReply.of(MovedTenantResource.after(changes.resume_tenant(context, tenant_id), context), context)


@problems(*_PROBLEMS)
def park_tenant(
    tenant_id: str, request: ReasonRequest, context: RequestContext, changes: TenantChanges
) -> MovedTenantReply:
    """Release the compute of an active tenant and keep its data."""
    tenant = changes.park_tenant(context, tenant_id, request.reason)
    return MovedTenantReply.of(MovedTenantResource.after(tenant, context), context)


@problems(*_PROBLEMS)
def unpark_tenant(tenant_id: str, context: RequestContext, changes: TenantChanges) -> MovedTenantReply:
    """Bring a parked tenant back."""
    return MovedTenantReply.of(MovedTenantResource.after(changes.unpark_tenant(context, tenant_id), context), context)


@problems(*_PROBLEMS)
def retry_tenant(tenant_id: str, context: RequestContext, changes: TenantChanges) -> MovedTenantReply:
    """Let a failed tenant wait for its instance again."""
    return MovedTenantReply.of(MovedTenantResource.after(changes.retry_tenant(context, tenant_id), context), context)
