"""Stores each tenant's eligibility for sites: the status of tenant and instance, and the number of sites."""

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
    """Builds transaction writes for requests; applies snapshots at once, and only newer ones."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def take_quota_write(self, tenant_id: str) -> Update:
        """Build the write that counts one more site, if tenant and instance are active and the quota allows it.

        Rule: BR-SITE-003.
        """
        condition = Condition(equals=_OPEN, less_than_attribute={"siteCount": "siteLimit"})
        return Update(self.table.name, keys.eligibility(tenant_id), UpdateExpression(add={"siteCount": 1}), condition)

    def return_quota_write(self, tenant_id: str) -> Update:
        """Build the write that counts one site less."""
        condition = Condition(greater_than={"siteCount": 0})
        return Update(self.table.name, keys.eligibility(tenant_id), UpdateExpression(add={"siteCount": -1}), condition)

    def check_open_write(self, tenant_id: str) -> Check:
        """Build the condition that tenant and instance are active."""
        return Check(self.table.name, keys.eligibility(tenant_id), Condition(equals=_OPEN))

    def apply_tenant(self, snapshot: TenantSnapshot) -> bool:
        """Write the tenant's status; return False when our copy is as new."""
        return self._apply(snapshot.tenant_id, "tenantVersion", snapshot.version, {"tenantStatus": snapshot.status})

    def apply_instance(self, snapshot: InstanceSnapshot) -> bool:
        """Write the instance's state and tier; return False when our copy is as new."""
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
    """Read the eligibility from `item`; an empty one before the first event about the tenant."""
    return from_item(SiteEligibility, item) if item and "tenantId" in item else SiteEligibility(tenant_id=tenant_id)
