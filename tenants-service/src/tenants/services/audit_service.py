"""Reads a tenant's audit trail for callers."""

from chassis.http.paging import Cursors
from chassis.http.request_context import RequestContext
from chassis.runtime.clock import Clock
from tenants.dao.audit_dao import AuditDAO
from tenants.domain.audit import AuditEvent


class AuditService:
    """Lists who changed a tenant or what belongs to it."""

    def __init__(self, audit: AuditDAO, cursors: Cursors, clock: Clock) -> None:
        self.audit, self.cursors, self.clock = audit, cursors, clock

    def list_tenant_events(
        self, context: RequestContext, tenant_id: str, *, event_type: str | None, size: int, start_at: str | None
    ) -> tuple[list[AuditEvent], str | None]:
        """A page of the trail, newest first, and the cursor of the next page.

        Raises:
            InvalidCursor: `start_at` is not from this list.
        """
        scope = (context.act, context.caller.user_id, tenant_id, event_type or "")
        after = self.cursors.read(start_at, scope, self.clock())
        found, last = self.audit.page(tenant_id, event_type, size=size, after=after)
        return found, self.cursors.write(last, scope, self.clock())
