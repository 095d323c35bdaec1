"""Stores sites, their blueprints and the guards of their unique names."""

from collections.abc import Mapping
from dataclasses import fields

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.items import from_item, to_camel, to_item
from chassis.dynamodb.table import Select, Table
from chassis.dynamodb.writes import Delete, Put, Update
from sites.dao import keys
from sites.domain.site import Blueprint, Site, SiteFilter


class SiteDAO:
    """A method that reads makes one call; the others build writes for a transaction."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, tenant_id: str, site_id: str) -> Site | None:
        """Read the site, None when it does not exist."""
        item = self.table.get(keys.site(tenant_id, site_id))
        return from_item(Site, item) if item else None

    def get_blueprint(self, site: Site) -> Blueprint | None:
        """Read the initial content of a site; None for a site without a template."""
        item = self.table.get(keys.blueprint(site.tenant_id, site.site_id))
        return from_item(Blueprint, item) if item else None

    def page(
        self, wanted: SiteFilter, *, size: int, after: Mapping[str, str] | None
    ) -> tuple[list[Site], dict[str, str] | None]:
        """Read a page of a tenant's sites, newest first, and the key after which the next page begins."""
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
        """Build the write that creates a site, if its id is free."""
        return Put(self.table.name, keys.site(site.tenant_id, site.site_id) | self._attributes(site))

    def create_blueprint_write(self, site: Site, blueprint: Blueprint) -> Put:
        """Build the write that stores the initial content of a site."""
        item = keys.blueprint(site.tenant_id, site.site_id) | to_item(blueprint) | {"entityType": "BLUEPRINT"}
        return Put(self.table.name, item)

    def claim_subdomain_write(self, site: Site) -> Put:
        """Build the write of the subdomain's guard, if the subdomain is free; load balancers read the owner from it."""
        owner = {"tenantId": site.tenant_id, "siteId": site.site_id, "entityType": "SUBDOMAIN"}
        return Put(self.table.name, keys.subdomain(site.subdomain) | owner)

    def release_subdomain_write(self, site: Site) -> Delete:
        """Build the write that gives the site's subdomain back."""
        return Delete(self.table.name, keys.subdomain(site.subdomain), Condition(equals={"siteId": site.site_id}))

    def update_write(self, before: Site, after: Site) -> Update:
        """Build the write that stores `after`, if the site has not changed since `before`."""
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
