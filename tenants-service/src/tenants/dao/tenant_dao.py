"""Tenants in their table."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from chassis.attributes import Item
from chassis.conditions import Change, When
from chassis.items import from_item, to_item
from chassis.table import Select, Table
from chassis.transaction import transact
from chassis.writes import Put, Update, Write
from tenants.dao import keys
from tenants.domain.tenant import Tenant, TenantEnvironment, TenantStatus


class TenantDAO:
    """Reads tenants, one call a method, and makes the lines of transactions that write them."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, tenant_id: str) -> Tenant | None:
        """The tenant, whatever its status."""
        item = self.table.get(keys.tenant(tenant_id))
        return from_item(Tenant, item) if item else None

    def get_many(self, tenant_ids: Sequence[str]) -> list[Tenant]:
        """Those of at most 100 tenants that exist, in the order asked."""
        items = self.table.get_many([keys.tenant(tenant_id) for tenant_id in tenant_ids])
        found = {item["tenantId"]: from_item(Tenant, item) for item in items}
        return [found[tenant_id] for tenant_id in tenant_ids if tenant_id in found]

    def page(
        self,
        status: TenantStatus | None,
        environment: TenantEnvironment | None,
        *,
        size: int,
        after: Mapping[str, str] | None,
    ) -> tuple[list[Tenant], dict[str, str] | None]:
        """All customers' tenants, the newest first (within an environment), and the key to go on after."""
        page = self.table.page(_selected(status, environment), size=size, after=after)
        return [from_item(Tenant, item) for item in page.items], page.last_key

    def creation(self, tenant: Tenant) -> list[Put]:
        """The lines of a new tenant: itself, the guard of its name, the guard of its slug; in this order."""
        owner = {"tenantId": tenant.tenant_id}
        guards = (keys.name_guard(tenant.organization_name), keys.slug_guard(tenant.slug))
        records = [self.item(tenant), *(guard | owner | {"entityType": "GUARD"} for guard in guards)]
        return [Put(self.table.name, record) for record in records]

    def status_change(self, tenant: Tenant, *, status: TenantStatus, instance_version: int, by: str, at: str) -> Update:
        """The line that moves `tenant` on, provided that nobody else has meanwhile."""
        moved = replace(tenant, status=status)
        put = {
            "status": status.value,
            "GSI2PK": keys.listed(moved)["GSI2PK"],
            "instanceVersion": instance_version,
            "updatedAt": at,
            "updatedBy": by,
            "version": tenant.version + 1,
        }
        when = When(equal={"version": tenant.version, "status": tenant.status.value})
        return Update(self.table.name, keys.tenant(tenant.tenant_id), Change(put=put), when)

    def write(self, lines: Sequence[Write]) -> None:
        """Write all lines or none.

        Raises:
            TransactionRefused: a condition does not hold.
            Unavailable: others held the same items through all attempts.
        """
        transact(self.table.client, lines)

    @staticmethod
    def item(tenant: Tenant) -> Item:
        """The item of a tenant; also what the local platform seeds."""
        return keys.tenant(tenant.tenant_id) | keys.listed(tenant) | to_item(tenant) | {"entityType": "TENANT"}


def _selected(status: TenantStatus | None, environment: TenantEnvironment | None) -> Select:
    """The one index that answers these filters without reading what it then drops."""
    if status:
        prefix = ("GSI2SK", keys.environment_prefix(environment)) if environment else None
        return Select(("GSI2PK", keys.status_partition(status)), prefix, index="GSI2", newest_first=True)
    if environment:
        return Select(("GSI3PK", keys.environment_partition(environment)), index="GSI3", newest_first=True)
    return Select(("GSI4PK", keys.ALL_TENANTS), index="GSI4", newest_first=True)
