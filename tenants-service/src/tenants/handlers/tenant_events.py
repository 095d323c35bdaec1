"""Routes of a tenant's audit trail."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from chassis.access.authorization import TenantNotFound
from chassis.http.api import CurrentContext
from chassis.http.matches import Matches
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.routes import Routes
from tenants.handlers.params import Audit, Size, StartAt
from tenants.schemas.audit import AuditEventPage, AuditEventResource

routes = Routes("audit")
_EventType = Annotated[
    str, Matches("^[A-Z_]{3,60}$", "This is not a type of event. Copy an eventType from the list without this filter.")
]


@routes.get("/v1.0/tenants/<tenant_id>/events", problems=[TenantNotFound, InvalidCursor])
def list_tenant_events(
    tenant_id: str,
    context: CurrentContext,
    audit: Audit,
    event_type: Annotated[_EventType | None, Query(alias="eventType")] = None,
    page_size: Size = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> AuditEventPage:
    """List the audit trail, newest first.

    Who did what to the tenant and what belongs to it, before and after. Entries are kept for 400 days.
    """
    found, cursor = audit.list_tenant_events(
        context, tenant_id, event_type=event_type, size=page_size, start_at=start_at
    )
    return AuditEventPage.of(
        [AuditEventResource.of(event) for event in found],
        context,
        path=f"/v1.0/tenants/{tenant_id}/events",
        query={"eventType": event_type},
        size=page_size,
        cursor=cursor,
    )
