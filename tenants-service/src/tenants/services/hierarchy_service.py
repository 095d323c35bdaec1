"""Reads, creates, changes and deletes divisions, groups and teams; a path of ids names a unit."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from chassis.access.authorization import TenantNotFound
from chassis.dynamodb.attributes import Item
from chassis.dynamodb.items import to_item
from chassis.dynamodb.transaction import TransactionCancelled
from chassis.dynamodb.writes import Write
from chassis.errors import ProblemError, Unavailable
from chassis.http.idempotency import IdempotentWriter
from chassis.http.paging import Cursors
from chassis.http.request_context import RequestContext
from chassis.runtime.clock import Clock, iso
from chassis.runtime.ids import new_id
from chassis.text import same_name
from tenants.dao import keys
from tenants.dao.member_dao import MemberDAO
from tenants.dao.tenant_dao import TenantDAO
from tenants.dao.unit_dao import UnitDAO
from tenants.domain.errors import (
    DependenciesExist,
    NameTaken,
    TooManyUnits,
    UnitClosing,
    UnitNotFound,
    require_version,
)
from tenants.domain.lifecycle import TENANT_LIFECYCLE, TenantAction
from tenants.domain.tenant import Tenant, TenantStatus
from tenants.domain.unit import MOST_CHILDREN, Level, NewUnit, Path, Unit, UnitChange, level_of
from tenants.services.change_recorder import AuditContext, ChangeRecorder


class HierarchyService:
    """Every write is one transaction: unit, name guard, parent's counter, check of the tenant's status, audit entry."""

    def __init__(
        self,
        units: UnitDAO,
        tenants: TenantDAO,
        members: MemberDAO,
        change_recorder: ChangeRecorder,
        cursors: Cursors,
        clock: Clock,
    ) -> None:
        self.units, self.tenants, self.members = units, tenants, members
        self.change_recorder, self.cursors, self.clock = change_recorder, cursors, clock
        self.idempotency = IdempotentWriter(units.table, clock)

    def list_units(
        self,
        context: RequestContext,
        tenant_id: str,
        parent: Path,
        *,
        name: str | None,
        size: int,
        start_at: str | None,
    ) -> tuple[list[Unit], str | None]:
        """A page of the units directly below `parent` (empty: the divisions), by name, and the next cursor."""
        part = same_name(name or "")
        scope = (context.act, context.caller.user_id, tenant_id, *parent, part)
        after = self.cursors.read(start_at, scope, self.clock())
        found, last = self.units.page(tenant_id, parent, part, size=size, after=after)
        return found, self.cursors.write(last, scope, self.clock())

    def get_hierarchy(self, _context: RequestContext, tenant_id: str) -> tuple[list[Unit], bool]:
        """The whole tree, parents first, and whether it is complete; one read of the table."""
        return self.units.list_below(tenant_id, ())

    def get_unit(self, _context: RequestContext, tenant_id: str, path: Path) -> tuple[Unit, Tenant]:
        """One unit with its tenant; the tenant's status decides which acts are possible.

        Raises:
            UnitNotFound: the tenant has no unit with this path.
        """
        found = self.units.get_with_tenant(tenant_id, path)
        if found is None:
            raise UnitNotFound
        return found

    def create_unit(self, context: RequestContext, tenant_id: str, parent: Path, new: NewUnit) -> Unit:
        """Create a unit below `parent`.

        Raises:
            UnitNotFound: the parent does not exist.
            NameTaken: a sibling has the name; TooManyUnits: the parent is full; UnitClosing: it is being deleted.
            InvalidTransition: the tenant is not ACTIVE.
        """

        def act() -> Unit:
            now = self.clock()
            unit = _made(tenant_id, parent, new, by=context.caller.email, at=iso(now))
            self._write(context, unit, self.units.create_writes(unit), "CREATED", None, unit)
            return unit

        return self._once(context, tenant_id, act)

    def update_unit(self, context: RequestContext, tenant_id: str, path: Path, change: UnitChange) -> Unit:
        """Change a unit's name or description; its id and everything below it stay.

        Raises:
            UnitNotFound, NameTaken, UnitClosing: as for `create_unit`.
            VersionConflict, PreconditionFailed: the unit has changed since the caller read it.
        """

        def act() -> Unit:
            before = self._existing(tenant_id, path)
            require_version(before.version, header=context.version, body=change.version)
            after = replace(
                change.applied_to(before),
                version=before.version + 1,
                updated_at=iso(self.clock()),
                updated_by=context.caller.email,
            )
            self._write(context, after, self.units.update_writes(before, after), "UPDATED", before, after)
            return after

        return self._once(context, tenant_id, act)

    def delete_unit(self, context: RequestContext, tenant_id: str, path: Path) -> None:
        """Delete an empty unit.

        Raises:
            DependenciesExist: the unit is not empty; the error names what is below it.
            UnitNotFound, UnitClosing, PreconditionFailed: as for `update_unit`.
        """

        def act() -> None:
            unit = self._existing(tenant_id, path)
            require_version(unit.version, header=context.version)
            self._write(context, unit, self.units.delete_writes(unit), "DELETED", unit, None)

        partition = keys.tenant_partition(tenant_id)
        self.idempotency.run(context, partition, act, lambda _: None)

    def _once(self, context: RequestContext, tenant_id: str, act: Callable[[], Unit]) -> Unit:
        def again(earlier: Mapping[str, str]) -> Unit:
            return self._existing(tenant_id, tuple(earlier["path"].split("#")))

        return self.idempotency.run(context, keys.tenant_partition(tenant_id), act, again)

    def _write(
        self,
        context: RequestContext,
        unit: Unit,
        writes: Mapping[str, Write],
        entry: str,
        before: Unit | None,
        after: Unit | None,
    ) -> None:
        was, became = to_item(before) if before else {}, to_item(after) if after else {}
        audit_context = AuditContext.of(context, f"HIERARCHY_{unit.level}_{entry}")
        audit = self.change_recorder.audit_write(
            unit.tenant_id, (unit.level.value, unit.unit_id), was, became, audit_context, self.clock()
        )
        all_writes = {
            **writes,
            "tenant": self.tenants.check_action_write(unit.tenant_id, TenantAction.MANAGE),
            "audit": audit,
        }
        result = {"path": "#".join(unit.path)}
        try:
            self.idempotency.write(context, keys.tenant_partition(unit.tenant_id), result, all_writes)
        except TransactionCancelled as cancelled:
            raise self._refusal(unit, cancelled.failed, deleting=after is None) from None

    def _refusal(self, unit: Unit, writes: Mapping[str, Item | None], *, deleting: bool) -> ProblemError:
        """The error of a failed transaction: checks the tenant, then the unit, then its parent.

        Raises:
            InvalidTransition: the tenant is not ACTIVE.
        """
        if "tenant" in writes:
            tenant = writes["tenant"]
            if tenant is None:
                return TenantNotFound()
            TENANT_LIFECYCLE.after(TenantStatus(tenant["status"]), TenantAction.MANAGE)
        if "unit" in writes:
            return self._unit_refusal(unit, writes["unit"], deleting=deleting)
        if "parent" in writes:
            return _parent_refusal(unit, writes["parent"])
        return NameTaken()

    def _unit_refusal(self, unit: Unit, there: Item | None, *, deleting: bool) -> ProblemError:
        if there is None:
            return UnitNotFound()
        if not there["active"]:
            return UnitClosing()
        if deleting:
            return DependenciesExist(self._dependencies(unit))
        return Unavailable("Somebody else is changing this right now. Send the request again in a moment.")

    def _dependencies(self, unit: Unit) -> list[dict[str, str]]:
        """What is directly below the unit."""
        if unit.level is Level.TEAM:
            people = self.members.list_team(unit.tenant_id, unit.unit_id, size=MOST_CHILDREN, after=None)[0]
            return [{"type": "USER", "id": one.user_id, "name": one.email} for one in people]
        below, _ = self.units.page(unit.tenant_id, unit.path, "", size=MOST_CHILDREN, after=None)
        return [{"type": one.level.value, "id": one.unit_id, "name": one.name} for one in below]

    def _existing(self, tenant_id: str, path: Path) -> Unit:
        unit = self.units.get(tenant_id, path)
        if unit is None:
            raise UnitNotFound
        return unit


def _parent_refusal(unit: Unit, parent: Item | None) -> ProblemError:
    if parent is None:
        return UnitNotFound()
    if not parent.get("active", True):
        return UnitClosing()
    return TooManyUnits(MOST_CHILDREN)


def _made(tenant_id: str, parent: Path, new: NewUnit, *, by: str, at: str) -> Unit:
    level = level_of((*parent, ""))
    unit_id = new_id(level.prefix)
    return Unit(
        tenant_id=tenant_id,
        level=level,
        unit_id=unit_id,
        division_id=parent[0] if parent else unit_id,
        group_id=parent[1] if level is Level.TEAM else None,
        name=new.name,
        description=new.description,
        created_at=at,
        created_by=by,
        updated_at=at,
        updated_by=by,
    )
