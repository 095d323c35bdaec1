"""Divisions, groups and teams in the tenants table: keys contain ids, guards protect names, parents count children."""

from collections.abc import Mapping

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.conditions import Condition, UpdateExpression
from chassis.dynamodb.items import from_item, to_item
from chassis.dynamodb.table import Select, Table
from chassis.dynamodb.writes import Delete, Put, Update, Write
from tenants.dao import keys
from tenants.domain.tenant import Tenant
from tenants.domain.unit import MOST_CHILDREN, Path, Unit

WHOLE_TREE = 20_000  # at most, per read; one answer of the table may have fewer


class UnitDAO:
    """Reads units with one call per method; builds their transaction writes."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, tenant_id: str, path: Path) -> Unit | None:
        """One unit."""
        item = self.table.get(keys.unit(tenant_id, path))
        return from_item(Unit, item) if item else None

    def get_with_tenant(self, tenant_id: str, path: Path) -> tuple[Unit, Tenant] | None:
        """One unit and its tenant, in one read; None unless both exist."""
        items = self.table.get_many([keys.unit(tenant_id, path), keys.tenant(tenant_id)])
        found = {item["entityType"]: item for item in items}
        if set(found) != {"UNIT", "TENANT"}:
            return None
        return from_item(Unit, found["UNIT"]), from_item(Tenant, found["TENANT"])

    def page(
        self, tenant_id: str, parent: Path, name_part: str, *, size: int, after: Mapping[str, str] | None
    ) -> tuple[list[Unit], dict[str, str] | None]:
        """Units directly below `parent` (empty: the divisions), by name, and the key before the next page."""
        part = {"sameName": name_part} if name_part else None
        partition = ("GSI1PK", keys.children_partition(tenant_id, parent))
        select = Select(partition, index="GSI1", contains=part, examine=MOST_CHILDREN if part else 0)
        page = self.table.page(select, size=size, after=after)
        return [from_item(Unit, item) for item in page.items], page.last_key

    def list_below(self, tenant_id: str, path: Path) -> tuple[list[Unit], bool]:
        """Everything below `path` (empty: the whole tree), parents first, and whether the result is complete."""
        select = Select(("PK", keys.tenant_partition(tenant_id)), ("SK", keys.below_unit(path)))
        page = self.table.page(select, size=WHOLE_TREE)
        return [from_item(Unit, item) for item in page.items], page.last_key is None

    def find(self, tenant_id: str, unit_id: str) -> Unit | None:
        """One unit by its id without its path. Reads the whole tree, so only workers and rare acts should call it."""
        units, _ = self.list_below(tenant_id, ())
        return next((unit for unit in units if unit.unit_id == unit_id), None)

    def create_writes(self, unit: Unit) -> dict[str, Write]:
        """The writes of a new unit: the unit, the guard of its name, and the counter of its parent."""
        return {
            "unit": Put(self.table.name, self.item(unit)),
            "name": Put(self.table.name, self._guard(unit)),
            "parent": self._counted(unit.tenant_id, unit.path[:-1], 1),
        }

    def update_writes(self, before: Unit, after: Unit) -> dict[str, Write]:
        """The writes that change `before` into `after` and move the guard of its name."""
        old, new = self.item(before), self.item(after)
        put = {name: value for name, value in new.items() if old.get(name) != value and name != "children"}
        gone = [name for name in old if name not in new]
        condition = Condition(equals={"version": before.version, "active": True})
        writes: dict[str, Write] = {
            "unit": Update(
                self.table.name, keys.unit(before.tenant_id, before.path), UpdateExpression(put, remove=gone), condition
            )
        }
        if self._guard(before)["SK"] != self._guard(after)["SK"]:
            writes["name"] = Put(self.table.name, self._guard(after))
            writes["old_name"] = Delete(self.table.name, self._guard_key(before))
        return writes

    def close_write(self, unit: Unit) -> Update:
        """The write that closes a unit, so that nothing can be added below it."""
        key = keys.unit(unit.tenant_id, unit.path)
        return Update(self.table.name, key, UpdateExpression(set={"active": False}), Condition(exists=True))

    def delete_writes(self, unit: Unit, *, closing: bool = False) -> dict[str, Write]:
        """The writes that delete an empty unit; `closing` if the unit was closed for its deletion."""
        condition = Condition(
            exists=True, absent_or_less_than={"children": 1}, equals={} if closing else {"active": True}
        )
        return {
            "unit": Delete(self.table.name, keys.unit(unit.tenant_id, unit.path), condition),
            "name": Delete(self.table.name, self._guard_key(unit)),
            "parent": self._counted(unit.tenant_id, unit.path[:-1], -1),
        }

    def _counted(self, tenant_id: str, parent: Path, count: int) -> Update:
        """The write that counts one more child, if the parent is not full or closing, or one less."""
        key = keys.unit(tenant_id, parent) if parent else keys.division_counter(tenant_id)
        if count < 0:
            return Update(self.table.name, key, UpdateExpression(add={"children": count}), Condition(exists=True))
        room = {"children": MOST_CHILDREN}
        if parent:
            return Update(
                self.table.name,
                key,
                UpdateExpression(add={"children": 1}),
                Condition(equals={"active": True}, absent_or_less_than=room),
            )
        change = UpdateExpression(set={"entityType": "COUNTER", "tenantId": tenant_id}, add={"children": 1})
        return Update(self.table.name, key, change, Condition(absent_or_less_than=room))

    def _guard(self, unit: Unit) -> Item:
        return self._guard_key(unit) | {"entityType": "GUARD", "tenantId": unit.tenant_id, "unitId": unit.unit_id}

    @staticmethod
    def _guard_key(unit: Unit) -> dict[str, str]:
        return keys.unit_name(unit.tenant_id, unit.path[:-1], unit.name)

    @staticmethod
    def item(unit: Unit) -> Item:
        """The item of a unit."""
        return keys.unit(unit.tenant_id, unit.path) | keys.listed_unit(unit) | to_item(unit) | {"entityType": "UNIT"}
