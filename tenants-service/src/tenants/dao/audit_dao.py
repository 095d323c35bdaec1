"""The audit trail in the tenants table."""

from datetime import datetime

from chassis.items import to_item
from chassis.writes import Put
from tenants.dao import keys
from tenants.domain.audit import KEPT, AuditEvent


class AuditDAO:
    """Makes the line of an entry; it is written in the transaction of what it tells of."""

    def __init__(self, table: str) -> None:
        self.table = table

    def line(self, event: AuditEvent, now: datetime) -> Put:
        """The entry as a line of a transaction."""
        key = keys.audit_event(event.tenant_id, event.timestamp, event.event_id)
        expiry = {"entityType": "AUDIT", "expiresAtEpoch": int((now + KEPT).timestamp())}
        return Put(self.table, key | to_item(event) | expiry)
