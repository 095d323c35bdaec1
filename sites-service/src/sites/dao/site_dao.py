"""Sites, their blueprints and the guards of their names in the table."""

from collections.abc import Mapping
from dataclasses import fields

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.items import from_item, to_camel, to_item
from chassis.dynamodb.table import Select, Table
from chassis.dynamodb.writes import Put, Update
from sites.dao import keys
from sites.domain.site import Blueprint, Site, SiteFilter


class SiteDAO:
    """Reads are one call a method; writes are writes for a transaction."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, tenant_id: str, site_id: str) -> Site | None:
        """The site as it is now."""
        item = self.table.get(keys.site(tenant_id, site_id))
        return from_item(Site, item) if item else None

    def get_blueprint(self, site: Site) -> Blueprint | None:
        """What the site starts with; None for a site without a template."""
        item = self.table.get(keys.blueprint(site.tenant_id, site.site_id))
        return from_item(Blueprint, item) if item else None

    def page(
        self, wanted: SiteFilter, *, size: int, after: Mapping[str, str] | None
    ) -> tuple[list[Site], dict[str, str] | None]:
        """Sites of a tenant, newest first, and the key to go on after."""
        index, partition, prefix = keys.question(wanted)
        select = Select(
            partition=(f"{index}PK", partition),
            prefix=(f"{index}SK", prefix) if prefix else None,
            index=index,
            newest_first=True,
        )
        page = self.table.page(select, size=size, after=after)
        return [from_item(Site, item) for item in page.items], page.last_key

    def create_write(self, site: Site) -> Put:
        """A site that nobody has yet."""
        return Put(self.table.name, keys.site(site.tenant_id, site.site_id) | self._attributes(site))

    def create_blueprint_write(self, site: Site, blueprint: Blueprint) -> Put:
        """What it starts with."""
        item = keys.blueprint(site.tenant_id, site.site_id) | to_item(blueprint) | {"entityType": "BLUEPRINT"}
        return Put(self.table.name, item)

    def claim_subdomain_write(self, site: Site) -> Put:
        """The guard of its subdomain; balancers read from it whose host it is."""
        owner = {"tenantId": site.tenant_id, "siteId": site.site_id, "entityType": "SUBDOMAIN"}
        return Put(self.table.name, keys.subdomain(site.subdomain) | owner)

    def update_write(self, before: Site, after: Site) -> Update:
        """The site as `after`, provided that it still is as `before`."""
        attributes = self._attributes(after)
        gone = [name for name in _names(after) if name not in attributes]
        unchanged = Condition(exists=True, equals={"status": before.status, "version": before.version})
        key = keys.site(after.tenant_id, after.site_id)
        return Update(self.table.name, key, UpdateExpression(set=attributes, remove=gone), unchanged)

    @staticmethod
    def _attributes(site: Site) -> Item:
        return to_item(site) | keys.listed(site) | {"entityType": "SITE"}


def _names(site: Site) -> list[str]:
    return [to_camel(field.name) for field in fields(site)]
