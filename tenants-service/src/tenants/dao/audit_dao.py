"""The audit trail in the tenants table."""

from collections.abc import Mapping
from datetime import datetime

from chassis.dynamodb.items import from_item, to_item
from chassis.dynamodb.table import Select, Table
from chassis.dynamodb.writes import Put
from tenants.dao import keys
from tenants.domain.audit import KEPT, AuditEvent

EXAMINED = 300  # entries per read when only some types are wanted


class AuditDAO:
    """Builds the writes of audit entries, for the same transaction as the change; reads the trail."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def event_write(self, event: AuditEvent, now: datetime) -> Put:
        """The transaction write of an entry."""
        key = keys.audit_event(event.tenant_id, event.timestamp, event.event_id)
        expiry = {"entityType": "AUDIT", "expiresAtEpoch": int((now + KEPT).timestamp())}
        return Put(self.table.name, key | to_item(event) | expiry)

    def page(
        self, tenant_id: str, event_type: str | None, *, size: int, after: Mapping[str, str] | None
    ) -> tuple[list[AuditEvent], dict[str, str] | None]:
        """Entries of a tenant's trail, newest first, and the key after which the next page begins."""
        select = Select(
            ("PK", keys.tenant_partition(tenant_id)),
            ("SK", keys.AUDIT),
            newest_first=True,
            equals={"eventType": event_type} if event_type else None,
            examine=EXAMINED if event_type else 0,
        )
        page = self.table.page(select, size=size, after=after)
        return [from_item(AuditEvent, item) for item in page.items], page.last_key
