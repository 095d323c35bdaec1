"""Our copies of tenants, and the conditions that writes put on them."""

from collections.abc import Collection

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import When
from chassis.dynamodb.items import from_item, to_item
from chassis.dynamodb.table import ConditionFailed, Table
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
            self.table.put(self._item(tenant), When(past={"version": tenant.version}))
        except ConditionFailed:
            return False
        return True

    def required(self, tenant_id: str, allowed: Collection[TenantStatus]) -> Check:
        """The line that refuses a write unless the tenant has one of these statuses."""
        return Check(self.table.name, keys.tenant(tenant_id), When(exists=True, among={"status": sorted(allowed)}))

    def repaired(self, tenant: Tenant) -> Put:
        """The line that brings the copy up to what the owner said, unless it is newer already."""
        return Put(self.table.name, self._item(tenant), When(past={"version": tenant.version + 1}))

    @staticmethod
    def _item(tenant: Tenant) -> Item:
        return keys.tenant(tenant.tenant_id) | to_item(tenant) | {"entityType": "TENANT_COPY"}
