"""Our copies of tenants, and the conditions that writes put on them."""

from collections.abc import Collection

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition
from chassis.dynamodb.items import from_item, to_item
from chassis.dynamodb.table import ConditionalCheckFailed, Table
from chassis.dynamodb.writes import Check, Put
from instances.dao import keys
from instances.domain.tenant import Tenant, TenantStatus


class TenantDAO:
    """Reads and writes copies of tenants; only a newer version replaces a copy."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, tenant_id: str) -> Tenant | None:
        """Read the copy, None when no event about the tenant has reached us."""
        item = self.table.get(keys.tenant(tenant_id))
        return from_item(Tenant, item) if item else None

    def apply(self, tenant: Tenant) -> bool:
        """Write the copy from an event; return False when our copy is as new."""
        try:
            self.table.put(self._item(tenant), Condition(absent_or_less_than={"version": tenant.version}))
        except ConditionalCheckFailed:
            return False
        return True

    def check_status_write(self, tenant_id: str, allowed: Collection[TenantStatus]) -> Check:
        """Build the condition that the tenant has one of these statuses."""
        return Check(self.table.name, keys.tenant(tenant_id), Condition(exists=True, is_in={"status": sorted(allowed)}))

    def refresh_write(self, tenant: Tenant) -> Put:
        """Build the write that updates the copy to the owner's answer, unless the copy is newer."""
        return Put(self.table.name, self._item(tenant), Condition(absent_or_less_than={"version": tenant.version + 1}))

    @staticmethod
    def _item(tenant: Tenant) -> Item:
        return keys.tenant(tenant.tenant_id) | to_item(tenant) | {"entityType": "TENANT_COPY"}
