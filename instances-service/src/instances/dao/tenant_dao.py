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
    """A copy is replaced by a newer one only."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, tenant_id: str) -> Tenant | None:
        """The copy, None when no event has reached us."""
        item = self.table.get(keys.tenant(tenant_id))
        return from_item(Tenant, item) if item else None

    def apply(self, tenant: Tenant) -> bool:
        """Take news of a tenant; answers False when we know newer."""
        try:
            self.table.put(self._item(tenant), Condition(absent_or_less_than={"version": tenant.version}))
        except ConditionalCheckFailed:
            return False
        return True

    def check_status_write(self, tenant_id: str, allowed: Collection[TenantStatus]) -> Check:
        """The write that refuses a write unless the tenant has one of these statuses."""
        return Check(self.table.name, keys.tenant(tenant_id), Condition(exists=True, is_in={"status": sorted(allowed)}))

    def refresh_write(self, tenant: Tenant) -> Put:
        """The write that brings the copy up to what the owner said, unless it is newer already."""
        return Put(self.table.name, self._item(tenant), Condition(absent_or_less_than={"version": tenant.version + 1}))

    @staticmethod
    def _item(tenant: Tenant) -> Item:
        return keys.tenant(tenant.tenant_id) | to_item(tenant) | {"entityType": "TENANT_COPY"}
