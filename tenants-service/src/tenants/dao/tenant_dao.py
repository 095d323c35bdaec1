"""Tenants in their table."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.items import from_item, to_item
from chassis.dynamodb.table import Select, Table
from chassis.dynamodb.transaction import transact
from chassis.dynamodb.writes import Check, Delete, Put, Update, Write
from chassis.text import same_name
from tenants.dao import keys
from tenants.domain.lifecycle import TENANT_LIFECYCLE, TenantAction
from tenants.domain.tenant import Tenant, TenantFilter

EXAMINED = 500  # tenants per read when a filter after the read drops most of them


class TenantDAO:
    """Reads tenants with one call per method; builds their transaction writes."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, tenant_id: str) -> Tenant | None:
        """The tenant, whatever its status."""
        item = self.table.get(keys.tenant(tenant_id))
        return from_item(Tenant, item) if item else None

    def get_many(self, tenant_ids: Sequence[str]) -> list[Tenant]:
        """The existing ones of at most 100 tenants, in the order of the ids."""
        items = self.table.get_many([keys.tenant(tenant_id) for tenant_id in tenant_ids])
        found = {item["tenantId"]: from_item(Tenant, item) for item in items}
        return [found[tenant_id] for tenant_id in tenant_ids if tenant_id in found]

    def page(
        self, wanted: TenantFilter, *, size: int, after: Mapping[str, str] | None
    ) -> tuple[list[Tenant], dict[str, str] | None]:
        """The tenants that match, and the key after which the next page begins; sorted by age within an environment."""
        page = self.table.page(_selected(wanted), size=size, after=after)
        return [from_item(Tenant, item) for item in page.items], page.last_key

    def create_writes(self, tenant: Tenant) -> dict[str, Write]:
        """The writes of a new tenant: the tenant, the guard of its name, the guard of its slug."""
        owner = {"tenantId": tenant.tenant_id, "entityType": "GUARD"}
        return {
            "tenant": Put(self.table.name, self.item(tenant)),
            "new_name": Put(self.table.name, keys.name_guard(tenant.organization_name) | owner),
            "slug": Put(self.table.name, keys.slug_guard(tenant.slug) | owner),
        }

    def update_write(self, before: Tenant, after: Tenant) -> Update:
        """The write that changes `before` into `after`; its condition is the version of `before`."""
        old, new = self.item(before), self.item(after)
        put = {name: value for name, value in new.items() if old.get(name) != value}
        condition = Condition(equals={"version": before.version, "status": before.status.value})
        gone = [name for name in old if name not in new]
        return Update(self.table.name, keys.tenant(before.tenant_id), UpdateExpression(set=put, remove=gone), condition)

    def rename_writes(self, before: Tenant, after: Tenant) -> dict[str, Write]:
        """The writes that move the guard of the name; none if both names count as the same."""
        old, new = keys.name_guard(before.organization_name), keys.name_guard(after.organization_name)
        if old == new:
            return {}
        owner = {"tenantId": after.tenant_id, "entityType": "GUARD"}
        return {"new_name": Put(self.table.name, new | owner), "old_name": Delete(self.table.name, old)}

    def check_action_write(self, tenant_id: str, action: TenantAction) -> Check:
        """The check that the tenant's status allows `action`."""
        sources = [status.value for status in TENANT_LIFECYCLE.sources(action)]
        return Check(self.table.name, keys.tenant(tenant_id), Condition(exists=True, is_in={"status": sources}))

    def transact(self, writes: Sequence[Write]) -> None:
        """Write all writes or none.

        Raises:
            TransactionCancelled: a condition does not hold.
            Unavailable: other transactions held the same items during all attempts.
        """
        transact(self.table.client, writes)

    @staticmethod
    def item(tenant: Tenant) -> Item:
        """The item of a tenant; the local platform also seeds it."""
        searched = {
            "entityType": "TENANT",
            "sameName": same_name(tenant.organization_name),
            "environment": keys.stored_environment(tenant.environment),
        }
        return keys.tenant(tenant.tenant_id) | keys.listed(tenant) | to_item(tenant) | searched


def _selected(wanted: TenantFilter) -> Select:
    """The index that answers this filter; only what no key contains is filtered after the read."""
    rest: dict[str, str] = {}
    if wanted.by_name:
        select = Select(("GSI1PK", keys.ALL_TENANTS), index="GSI1", newest_first=wanted.descending)
        rest = {
            "status": wanted.status or "",
            "environment": keys.stored_environment(wanted.environment) if wanted.environment else "",
        }
    elif wanted.status:
        prefix = ("GSI2SK", keys.environment_prefix(wanted.environment)) if wanted.environment else None
        partition = ("GSI2PK", keys.status_partition(wanted.status))
        select = Select(partition, prefix, index="GSI2", newest_first=wanted.descending)
    elif wanted.environment:
        partition = ("GSI3PK", keys.environment_partition(wanted.environment))
        select = Select(partition, index="GSI3", newest_first=wanted.descending)
    else:
        select = Select(("GSI4PK", keys.ALL_TENANTS), index="GSI4", newest_first=wanted.descending)
    rest = {name: value for name, value in rest.items() if value}
    part = {"sameName": wanted.name_part} if wanted.name_part else {}
    return replace(select, equals=rest, contains=part, examine=EXAMINED if rest or part else 0)
