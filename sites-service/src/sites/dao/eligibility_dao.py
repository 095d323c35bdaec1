"""Each tenant's eligibility for sites in the table: a copy with two halves, and the count of its sites."""

from collections.abc import Mapping
from typing import Any

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.items import from_item
from chassis.dynamodb.table import ConditionalCheckFailed, Table
from chassis.dynamodb.writes import Check, Update
from sites.dao import keys
from sites.domain.site_eligibility import ACTIVE, InstanceSnapshot, SiteEligibility, TenantSnapshot, site_limit

_OPEN = {"tenantStatus": ACTIVE, "instanceState": ACTIVE}


class EligibilityDAO:
    """Requests write in a transaction; a snapshot is applied at once, and only when it is newer."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def take_quota_write(self, tenant_id: str) -> Update:
        """One site more, when tenant and instance are active and the quota allows it (BR-SITE-003)."""
        condition = Condition(equals=_OPEN, less_than_attribute={"siteCount": "siteLimit"})
        return Update(self.table.name, keys.eligibility(tenant_id), UpdateExpression(add={"siteCount": 1}), condition)

    def check_open_write(self, tenant_id: str) -> Check:
        """Tenant and instance are active."""
        return Check(self.table.name, keys.eligibility(tenant_id), Condition(equals=_OPEN))

    def apply_tenant(self, snapshot: TenantSnapshot) -> bool:
        """Take over how the tenant stands; False when we knew as much."""
        return self._apply(snapshot.tenant_id, "tenantVersion", snapshot.version, {"tenantStatus": snapshot.status})

    def apply_instance(self, snapshot: InstanceSnapshot) -> bool:
        """Take over how the instance stands; False when we knew as much."""
        state = {"instanceState": snapshot.state, "tier": snapshot.tier, "siteLimit": site_limit(snapshot.tier)}
        return self._apply(snapshot.tenant_id, "instanceVersion", snapshot.version, state)

    def _apply(self, tenant_id: str, version_name: str, version: int, facts: Mapping[str, Any]) -> bool:
        owned = {"tenantId": tenant_id, "entityType": "ELIGIBILITY", version_name: version}
        change = UpdateExpression(set={**facts, **owned}, add={"siteCount": 0})
        try:
            self.table.update(
                keys.eligibility(tenant_id), change, Condition(absent_or_less_than={version_name: version})
            )
        except ConditionalCheckFailed:
            return False
        return True


def eligibility_of(tenant_id: str, item: Item | None) -> SiteEligibility:
    """The eligibility in `item`; an empty one for a tenant that no event has told of."""
    return from_item(SiteEligibility, item) if item and "tenantId" in item else SiteEligibility(tenant_id=tenant_id)
