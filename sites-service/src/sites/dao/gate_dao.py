"""The gate of each tenant in the table: a copy with two halves, and the count that no site passes uncounted."""

from collections.abc import Mapping
from typing import Any

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.items import from_item
from chassis.dynamodb.table import ConditionalCheckFailed, Table
from chassis.dynamodb.writes import Check, Update
from sites.dao import keys
from sites.domain.gate import ACTIVE, Gate, InstanceNews, TenantNews, site_limit

_OPEN = {"tenantStatus": ACTIVE, "instanceState": ACTIVE}


class GateDAO:
    """Writes on requests are writes of a transaction; news is applied at once, and only when it is newer."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def take_quota_write(self, tenant_id: str) -> Update:
        """One site more, when tenant and instance are active and the quota allows it (BR-SITE-003)."""
        condition = Condition(equals=_OPEN, less_than_attribute={"siteCount": "siteLimit"})
        return Update(self.table.name, keys.gate(tenant_id), UpdateExpression(add={"siteCount": 1}), condition)

    def check_open_write(self, tenant_id: str) -> Check:
        """Tenant and instance are active."""
        return Check(self.table.name, keys.gate(tenant_id), Condition(equals=_OPEN))

    def apply_tenant(self, news: TenantNews) -> bool:
        """Take over how the tenant stands; False when we knew as much."""
        return self._apply(news.tenant_id, "tenantVersion", news.version, {"tenantStatus": news.status})

    def apply_instance(self, news: InstanceNews) -> bool:
        """Take over how the instance stands; False when we knew as much."""
        state = {"instanceState": news.state, "tier": news.tier, "siteLimit": site_limit(news.tier)}
        return self._apply(news.tenant_id, "instanceVersion", news.version, state)

    def _apply(self, tenant_id: str, version_name: str, version: int, facts: Mapping[str, Any]) -> bool:
        owned = {"tenantId": tenant_id, "entityType": "GATE", version_name: version}
        change = UpdateExpression(set={**facts, **owned}, add={"siteCount": 0})
        try:
            self.table.update(keys.gate(tenant_id), change, Condition(absent_or_less_than={version_name: version}))
        except ConditionalCheckFailed:
            return False
        return True


def gate_of(tenant_id: str, item: Item | None) -> Gate:
    """The gate in `item`; a tenant of whom we have heard nothing has an empty one."""
    return from_item(Gate, item) if item and "tenantId" in item else Gate(tenant_id=tenant_id)
