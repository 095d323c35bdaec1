"""Carries out the deletion of a unit with everything below it; safe to repeat, killed anywhere."""

from dataclasses import replace

from chassis.dynamodb.items import to_item
from chassis.dynamodb.transaction import TransactionCancelled, transact
from chassis.dynamodb.writes import Write
from chassis.operations.operation import Operation, OperationError
from chassis.operations.operation_log import OperationLog
from chassis.operations.saga import Retryable, Step
from chassis.runtime.clock import Clock, iso
from tenants.dao.member_dao import MemberDAO
from tenants.dao.unit_dao import UnitDAO
from tenants.domain.membership import TeamMember
from tenants.domain.unit import Level, Path, Unit
from tenants.services.change_recorder import AuditContext, ChangeRecorder

ROUNDS = 5  # how often to look whether somebody has put something below it meanwhile
CROWD = 100


class UnitDeletion:
    """The steps of a HIERARCHY_DELETION; children go before their parents, people before their team."""

    def __init__(
        self,
        units: UnitDAO,
        members: MemberDAO,
        change_recorder: ChangeRecorder,
        operations: OperationLog,
        clock: Clock,
    ) -> None:
        self.units, self.members, self.change_recorder = units, members, change_recorder
        self.operations, self.clock = operations, clock
        self.steps = [Step("delete_below", self._delete_below), Step("delete_unit", self._delete_unit)]

    def finish(self, operation: Operation) -> None:
        """Record that it is done."""
        transact(self.units.table.client, [self.operations.completed(operation)])
        self.operations.record_end(operation, failed=False)

    def fail(self, operation: Operation, error: OperationError) -> None:
        """Record that it failed; the unit stays closed, and the request can be repeated."""
        transact(self.units.table.client, [self.operations.failed(operation, error)])
        self.operations.record_end(operation, failed=True)

    def _delete_below(self, operation: Operation) -> None:
        for _ in range(ROUNDS):
            unit = self._find(operation)
            if unit is None:
                return
            below, complete = self.units.list_below(unit.tenant_id, unit.path)
            for one in reversed(below):
                self._delete(operation, one)
            if not below and complete:
                return
        raise Retryable("Somebody is adding to it while we delete it.", cause="hierarchy not empty")

    def _delete_unit(self, operation: Operation) -> None:
        unit = self._find(operation)
        if unit and not self._delete(operation, unit):
            raise Retryable("Somebody added to it while we deleted it.", cause="unit not empty")

    def _find(self, operation: Operation) -> Unit | None:
        """The unit of the operation, None when it is gone already."""
        return self.units.find(operation.tenant_id, operation.resource_id)

    def _delete(self, operation: Operation, unit: Unit) -> bool:
        """Whether the unit is gone; not when somebody has put something below it."""
        if unit.level is Level.TEAM:
            self._empty(operation, unit)
        audit_context = self._deed(operation, f"HIERARCHY_{unit.level}_DELETED")
        audit = self.change_recorder.audit_write(
            unit.tenant_id, (unit.level.value, unit.unit_id), to_item(unit), {}, audit_context, self.clock()
        )
        return self._written([*self.units.delete_writes(unit, closing=True).values(), audit])

    def _empty(self, operation: Operation, team: Unit) -> None:
        while True:
            people, _ = self.members.list_team(team.tenant_id, team.unit_id, size=CROWD, after=None)
            if not people:
                return
            gone = [self._take_out(operation, team.path, one) for one in people]
            if not any(gone):
                raise Retryable("Somebody is changing the people of a team right now.", cause="team members changed")

    def _take_out(self, operation: Operation, path: Path, one: TeamMember) -> bool:
        """Whether one person is out of the team, there and in their own record."""
        member = self.members.get(one.tenant_id, one.user_id)
        writes: list[Write] = [*self.members.leave_team_writes(one.tenant_id, path, one.user_id)]
        if member:
            teams = tuple(team for team in member.teams or () if team != "#".join(path)) or None
            writes += self.members.update_writes(
                member, replace(member, teams=teams, changed_at=iso(self.clock()))
            ).values()
        audit_context = self._deed(operation, "TEAM_USER_REMOVED")
        audit = self.change_recorder.audit_write(
            one.tenant_id, ("USER", one.user_id), to_item(one), {}, audit_context, self.clock()
        )
        return self._written([*writes, audit])

    def _written(self, writes: list[Write]) -> bool:
        try:
            transact(self.units.table.client, writes)
        except TransactionCancelled:
            return False
        return True

    @staticmethod
    def _deed(operation: Operation, entry: str) -> AuditContext:
        details = {"operationId": operation.operation_id}
        return AuditContext(
            entry=entry, actor=operation.created_by, correlation_id=operation.correlation_id, details=details
        )
