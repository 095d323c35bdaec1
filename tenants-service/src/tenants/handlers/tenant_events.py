"""Handlers of a tenant's audit trail."""

from typing import Annotated

from chassis.access.authorization import TenantNotFound
from chassis.http.envelope import PageSize, StartAt
from chassis.http.matches import Matches
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.request_context import RequestContext
from chassis.http.routes import problems
from tenants.handlers.params import Audit
from tenants.schemas.audit import AuditEventPage, AuditEventResource

_EventType = Annotated[
    str, Matches("^[A-Z_]{3,60}$", "This is not a type of event. Copy an eventType from the list without this filter.")
]


@problems(TenantNotFound, InvalidCursor)
def list_tenant_events(
    tenant_id: str,
    context: RequestContext,
    audit: Audit,
    event_type: _EventType | None = None,
    page_size: PageSize = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> AuditEventPage:
    """List the audit trail, newest first.

    Entries say who changed the tenant or what belongs to it, with the values before and after. The platform keeps them
    for 400 days.
    """
    found, cursor = audit.list_tenant_events(
        context, tenant_id, event_type=event_type, size=page_size, start_at=start_at
    )
    return AuditEventPage.of(
        [AuditEventResource.of(event) for event in found],
        context,
        size=page_size,
        cursor=cursor,
    )
