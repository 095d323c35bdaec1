"""Removes units one by one, each with its audit entry in one transaction; safe to repeat, killed anywhere."""

from dataclasses import replace

from chassis.dynamodb.items import to_item
from chassis.dynamodb.transaction import TransactionCancelled, transact
from chassis.dynamodb.writes import Write
from chassis.operations.operation import Operation
from chassis.operations.step_outcomes import Retryable
from chassis.runtime.clock import Clock, iso
from tenants.dao.member_dao import MemberDAO
from tenants.dao.unit_dao import UnitDAO
from tenants.domain.membership import TeamMember
from tenants.domain.unit import Level, Path, Unit
from tenants.services.change_recorder import AuditContext, ChangeRecorder

CROWD = 100
"""People of a team who are taken out between two looks."""


class UnitRemover:
    """Removes single units for a HIERARCHY_DELETION; people leave their team before it goes."""

    def __init__(self, units: UnitDAO, members: MemberDAO, change_recorder: ChangeRecorder, clock: Clock) -> None:
        self.units, self.members, self.change_recorder, self.clock = units, members, change_recorder, clock

    def find(self, operation: Operation) -> Unit | None:
        """The unit of the operation, None when it is gone already."""
        return self.units.find(operation.tenant_id, operation.resource_id)

    def remove(self, operation: Operation, unit: Unit) -> bool:
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
