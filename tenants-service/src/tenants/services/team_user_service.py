"""Lists, assigns and unassigns the people of a team."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from chassis.dynamodb.items import to_item
from chassis.dynamodb.transaction import TransactionCancelled
from chassis.dynamodb.writes import Write
from chassis.errors import ProblemError, Unavailable
from chassis.http.idempotency import IdempotentWriter
from chassis.http.paging import Cursors
from chassis.http.request_context import RequestContext
from chassis.runtime.clock import Clock, iso
from tenants.dao import keys
from tenants.dao.member_dao import MemberDAO
from tenants.dao.tenant_dao import TenantDAO
from tenants.dao.unit_dao import UnitDAO
from tenants.domain.errors import AlreadyAssigned, TooManyTeams, UnitClosing, UnitNotFound, UserNotFound
from tenants.domain.lifecycle import TENANT_LIFECYCLE, TenantAction
from tenants.domain.membership import MOST_TEAMS, Membership, TeamMember
from tenants.domain.tenant import TenantStatus
from tenants.domain.unit import Path
from tenants.services.change_recorder import AuditContext, ChangeRecorder

ATTEMPTS = 5


class TeamUserService:
    """Every write is one transaction: the person in the team, their membership, the team's counter, the audit entry."""

    def __init__(
        self,
        members: MemberDAO,
        units: UnitDAO,
        tenants: TenantDAO,
        change_recorder: ChangeRecorder,
        cursors: Cursors,
        clock: Clock,
    ) -> None:
        self.members, self.units, self.tenants = members, units, tenants
        self.change_recorder, self.cursors, self.clock = change_recorder, cursors, clock
        self.idempotency = IdempotentWriter(members.table, clock)

    def list_team_users(
        self, context: RequestContext, tenant_id: str, path: Path, *, size: int, start_at: str | None
    ) -> tuple[list[TeamMember], str | None]:
        """A page of the team's people and the next cursor.

        Raises:
            UnitNotFound: the team does not exist.
        """
        scope = (context.act, context.caller.user_id, tenant_id, *path)
        after = self.cursors.read(start_at, scope, self.clock())
        found, last = self.members.list_team(tenant_id, path[-1], size=size, after=after)
        known = found[0].team == "#".join(path) if found else self.units.get(tenant_id, path)
        if not known:
            raise UnitNotFound
        return found, self.cursors.write(last, scope, self.clock())

    def assign_team_user(self, context: RequestContext, tenant_id: str, path: Path, user_id: str) -> TeamMember:
        """Put a member of the tenant into a team.

        Raises:
            UserNotFound: no member of the tenant has this id; UnitNotFound: the team does not exist.
            AlreadyAssigned: the person is in the team; TooManyTeams: they are in as many teams as allowed.
            UnitClosing: the team is being deleted; InvalidTransition: the tenant is not ACTIVE.
        """
        team = "#".join(path)

        def make(member: Membership) -> tuple[TeamMember, Membership]:
            teams = member.teams or ()
            if team in teams:
                raise AlreadyAssigned
            if len(teams) >= MOST_TEAMS:
                raise TooManyTeams(MOST_TEAMS)
            joined = TeamMember(
                tenant_id=tenant_id,
                team_id=path[-1],
                team=team,
                user_id=user_id,
                email=member.email,
                joined_at=iso(self.clock()),
                added_by=context.caller.email,
            )
            return joined, replace(member, teams=(*teams, team))

        def writes(one: TeamMember) -> dict[str, Write]:
            return {
                "joined": self.members.join_team_write(one),
                "team": self.members.count_team_member_write(tenant_id, path),
            }

        return self._change(context, tenant_id, user_id, "TEAM_USER_ASSIGNED", make, writes, path)

    def unassign_team_user(self, context: RequestContext, tenant_id: str, path: Path, user_id: str) -> None:
        """Remove a person from a team.

        Raises:
            UserNotFound: the person is not in the team, or the team does not exist.
        """
        team = "#".join(path)

        def make(member: Membership) -> tuple[TeamMember, Membership]:
            if team not in (member.teams or ()):
                raise UserNotFound
            teams = tuple(one for one in member.teams or () if one != team) or None
            left = TeamMember(
                tenant_id=tenant_id,
                team_id=path[-1],
                team=team,
                user_id=user_id,
                email=member.email,
                joined_at="",
                added_by="",
            )
            return left, replace(member, teams=teams)

        def writes(_: TeamMember) -> dict[str, Write]:
            left, counted = self.members.leave_team_writes(tenant_id, path, user_id)
            return {"left": left, "counted": counted}

        self._change(context, tenant_id, user_id, "TEAM_USER_REMOVED", make, writes, path)

    def _change(
        self,
        context: RequestContext,
        tenant_id: str,
        user_id: str,
        entry: str,
        make: Callable[[Membership], tuple[TeamMember, Membership]],
        own_writes: Callable[[TeamMember], dict[str, Write]],
        path: Path,
    ) -> TeamMember:
        action = TenantAction.MANAGE if entry == "TEAM_USER_ASSIGNED" else TenantAction.UPDATE

        def act() -> TeamMember:
            for _ in range(ATTEMPTS):
                before = self._member(tenant_id, user_id)
                one, after = make(before)
                audit = self.change_recorder.audit_write(
                    tenant_id,
                    ("USER", user_id),
                    to_item(before),
                    to_item(after),
                    AuditContext.of(context, entry),
                    self.clock(),
                )
                writes = {
                    **self.members.update_writes(before, after),
                    **own_writes(one),
                    "tenant": self.tenants.check_action_write(tenant_id, action),
                    "audit": audit,
                }
                result = {"teamId": one.team_id, "userId": user_id, "at": one.joined_at, "by": one.added_by}
                try:
                    self.idempotency.write(context, keys.tenant_partition(tenant_id), result, writes)
                except TransactionCancelled as cancelled:
                    if "member" in cancelled.failed:
                        continue
                    raise _refusal(cancelled, action) from None
                return one
            raise Unavailable("Somebody else is changing this person right now. Send the request again in a moment.")

        def again(earlier: Mapping[str, str]) -> TeamMember:
            member = self._member(tenant_id, earlier["userId"])
            return TeamMember(
                tenant_id=tenant_id,
                team_id=earlier["teamId"],
                team="#".join(path),
                user_id=member.user_id,
                email=member.email,
                joined_at=earlier["at"],
                added_by=earlier["by"],
            )

        return self.idempotency.run(context, keys.tenant_partition(tenant_id), act, again)

    def _member(self, tenant_id: str, user_id: str) -> Membership:
        member = self.members.get(tenant_id, user_id)
        if member is None or not member.active:
            raise UserNotFound
        return member


def _refusal(cancelled: TransactionCancelled, action: TenantAction) -> ProblemError:
    """The error of a failed transaction: checks the tenant's status before the team.

    Raises:
        InvalidTransition: the tenant's status does not allow it.
    """
    tenant = cancelled.failed.get("tenant")
    if tenant:
        TENANT_LIFECYCLE.after(TenantStatus(tenant["status"]), action)
    return UnitClosing() if cancelled.failed.get("team") else UnitNotFound()
