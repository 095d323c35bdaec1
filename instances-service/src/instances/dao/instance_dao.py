"""Instances and their tasks in the table."""

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition
from chassis.dynamodb.items import from_item, to_item
from chassis.dynamodb.table import Select, Table
from chassis.dynamodb.writes import Put
from instances.dao import keys
from instances.domain.instance import Instance
from instances.domain.lifecycle import UNSETTLED
from instances.domain.task import InstanceTask

SHOWN = 100
"""Items read at most for one status: the instance and its newest-named tasks."""


class InstanceDAO:
    """Reads are one call; writes are writes for a transaction."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, tenant_id: str) -> Instance | None:
        """The tenant's instance."""
        item = self.table.get(keys.instance(tenant_id))
        return from_item(Instance, item) if item else None

    def get_with_tasks(self, tenant_id: str) -> tuple[Instance, list[InstanceTask]] | None:
        """The instance and what we know of its containers."""
        select = Select(partition=("PK", keys.partition(tenant_id)), prefix=("SK", keys.INSTANCE))
        items = self.table.page(select, size=SHOWN).items
        if not items or items[0]["SK"] != keys.INSTANCE:
            return None
        return from_item(Instance, items[0]), [from_item(InstanceTask, item) for item in items[1:]]

    def find_tenant(self, slug: str) -> str | None:
        """The tenant whose short name `slug` is."""
        item = self.table.get(keys.slug(slug))
        return str(item["tenantId"]) if item else None

    def list_unsettled(self, size: int) -> list[Instance]:
        """The instances that wait for ECS, the longest waiting first."""
        select = Select(partition=(keys.UNSETTLED, f"INSTANCE#{keys.UNSETTLED}"), index=keys.UNSETTLED)
        return [from_item(Instance, item) for item in self.table.page(select, size=size).items]

    def create_write(self, instance: Instance) -> Put:
        """The write that makes it, unless there is one."""
        return Put(self.table.name, self._item(instance))

    def claim_slug_write(self, instance: Instance) -> Put:
        """The write that takes its short name."""
        item = keys.slug(instance.slug) | {"entityType": "SLUG", "tenantId": instance.tenant_id}
        return Put(self.table.name, item)

    def update_write(self, before: Instance, after: Instance) -> Put:
        """The write that replaces `before`, unless somebody else did."""
        condition = Condition(exists=True, equals={"version": before.version})
        return Put(self.table.name, self._item(after), condition)

    @staticmethod
    def _item(instance: Instance) -> Item:
        waiting = keys.unsettled(instance.updated_at) if instance.state in UNSETTLED else {}
        return keys.instance(instance.tenant_id) | to_item(instance) | waiting | {"entityType": "INSTANCE"}
