"""Every change of a tenant is told twice, in its own transaction: to the audit trail and to the bus."""

from collections.abc import Mapping
from datetime import datetime

from chassis.clock import iso
from chassis.events import Event
from chassis.ids import new_id
from chassis.items import to_item
from chassis.outbox import Outbox
from chassis.writes import Put
from tenants.dao import keys
from tenants.dao.audit_dao import AuditDAO
from tenants.domain.audit import AuditEvent
from tenants.domain.events import SOURCE, TenantFacts
from tenants.domain.tenant import Tenant


class Chronicle:
    """Makes the two lines that tell of a change."""

    def __init__(self, audit: AuditDAO, outbox: Outbox) -> None:
        self.audit, self.outbox = audit, outbox

    def lines(
        self,
        tenant: Tenant,
        *,
        event: str,
        entry: str,
        actor: str,
        details: Mapping[str, str],
        correlation_id: str,
        now: datetime,
    ) -> list[Put]:
        """The change that made `tenant` what it is: `entry` in the audit trail, `event` on the bus, with one id."""
        event_id = new_id("evt")
        recorded = AuditEvent(
            tenant_id=tenant.tenant_id,
            event_id=event_id,
            event_type=entry,
            timestamp=iso(now),
            actor=actor,
            details=details,
        )
        facts = to_item(TenantFacts.of(tenant))
        announced = Event(event, SOURCE, tenant.tenant_id, facts, correlation_id, event_id, iso(now))
        partition = keys.tenant_partition(tenant.tenant_id)
        return [self.audit.line(recorded, now), self.outbox.event(partition, announced, now)]
