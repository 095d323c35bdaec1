"""Deletes units one by one, one transaction per unit and audit entry; safe to repeat after a crash at any point."""

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
"""Number of people of a team that one read returns for removal."""


class UnitRemover:
    """Deletes single units for a HIERARCHY_DELETION; removes the people of a team before the team."""

    def __init__(self, units: UnitDAO, members: MemberDAO, change_recorder: ChangeRecorder, clock: Clock) -> None:
        self.units, self.members, self.change_recorder, self.clock = units, members, change_recorder, clock

    def find(self, operation: Operation) -> Unit | None:
        """The unit of the operation; None when it was deleted already."""
        return self.units.find(operation.tenant_id, operation.resource_id)

    def remove(self, operation: Operation, unit: Unit) -> bool:
        """Delete the unit and return True; return False if it is not empty."""
        if unit.level is Level.TEAM:
            self._empty(operation, unit)
        audit_context = self._audit_context(operation, f"HIERARCHY_{unit.level}_DELETED")
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
        """Remove one person from the team, and the team from their membership; return whether that is done."""
        member = self.members.get(one.tenant_id, one.user_id)
        writes: list[Write] = [*self.members.leave_team_writes(one.tenant_id, path, one.user_id)]
        if member:
            teams = tuple(team for team in member.teams or () if team != "#".join(path)) or None
            writes += self.members.update_writes(
                member, replace(member, teams=teams, changed_at=iso(self.clock()))
            ).values()
        audit_context = self._audit_context(operation, "TEAM_USER_REMOVED")
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
    def _audit_context(operation: Operation, entry: str) -> AuditContext:
        details = {"operationId": operation.operation_id}
        return AuditContext(
            entry=entry, actor=operation.created_by, correlation_id=operation.correlation_id, details=details
        )
