"""Lists the people of a tenant, and changes and removes their roles; the invitations service adds people."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from chassis.access.authorization import TenantNotFound
from chassis.access.caller import Role
from chassis.dynamodb.attributes import Item
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
from tenants.dao.membership_dao import MembershipDAO
from tenants.dao.tenant_dao import TenantDAO
from tenants.domain.errors import LastAdmin, UserNotFound
from tenants.domain.lifecycle import TENANT_LIFECYCLE, TenantAction
from tenants.domain.membership import Membership, MembershipAction, Profile, profile_of
from tenants.domain.tenant import Tenant, TenantStatus
from tenants.messages import TenantMessages
from tenants.services.change_recorder import AuditContext, ChangeRecorder

ATTEMPTS = 5
_AUDIT_ENTRIES = {  # action → type of the audit entry
    MembershipAction.UPDATE_ROLE: "ROLE_CHANGED",
    MembershipAction.UNASSIGN: "USER_REMOVED",
}


class UserService:
    """Every write is one transaction: member, administrator counter, tenant check, audit entry, command for groups."""

    def __init__(
        self,
        members: MemberDAO,
        memberships: MembershipDAO,
        tenants: TenantDAO,
        change_recorder: ChangeRecorder,
        requests: TenantMessages,
        cursors: Cursors,
        clock: Clock,
    ) -> None:
        self.members, self.memberships, self.tenants = members, memberships, tenants
        self.change_recorder, self.requests, self.cursors, self.clock = change_recorder, requests, cursors, clock
        self.idempotency = IdempotentWriter(members.table, clock)

    def list_users(
        self, context: RequestContext, tenant_id: str, *, role: Role | None, size: int, start_at: str | None
    ) -> tuple[list[Membership], str | None]:
        """A page of the tenant's people and the next cursor."""
        scope = (context.act, context.caller.user_id, tenant_id, role or "")
        after = self.cursors.read(start_at, scope, self.clock())
        found, last = self.members.page(tenant_id, role, size=size, after=after)
        return found, self.cursors.write(last, scope, self.clock())

    def get_tenant_user(self, _context: RequestContext, tenant_id: str, user_id: str) -> tuple[Membership, Tenant, int]:
        """One person, the tenant, and its number of administrators; they decide which acts are possible.

        Raises:
            UserNotFound: no member of the tenant has this id.
        """
        found = self.members.get_with_tenant(tenant_id, self._id_of(user_id))
        if found is None or not found[0].active:
            raise UserNotFound
        return found

    def update_user_role(self, context: RequestContext, tenant_id: str, user_id: str, role: Role) -> Membership:
        """Give a person another role.

        Raises:
            UserNotFound: no member of the tenant has this id.
            LastAdmin: the tenant would have no administrator left.
        """

        def make(member: Membership) -> Membership:
            return replace(member, role=role, changed_at=iso(self.clock()), changed_by=context.caller.email)

        return self._change(context, tenant_id, self._id_of(user_id), MembershipAction.UPDATE_ROLE, make)

    def unassign_user(self, context: RequestContext, tenant_id: str, user_id: str) -> None:
        """Remove a person from the tenant and all of its teams; their record stays, inactive.

        Raises:
            UserNotFound, LastAdmin: as for `update_user_role`.
        """

        def make(member: Membership) -> Membership:
            now = iso(self.clock())
            return replace(member, active=False, teams=None, removed_at=now, removed_by=context.caller.email)

        self._change(context, tenant_id, self._id_of(user_id), MembershipAction.UNASSIGN, make)

    def _change(
        self,
        context: RequestContext,
        tenant_id: str,
        user_id: str,
        action: MembershipAction,
        make: Callable[[Membership], Membership],
    ) -> Membership:
        def act() -> Membership:
            for _ in range(ATTEMPTS):
                before = self._existing(tenant_id, user_id, action)
                after = make(before)
                writes = self.members.update_writes(before, after) | self._left(before, after)
                try:
                    self._write(
                        context,
                        after,
                        writes,
                        _AUDIT_ENTRIES[action],
                        to_item(before),
                        to_item(after),
                    )
                except TransactionCancelled as cancelled:
                    if "member" in cancelled.failed:
                        continue
                    raise _refusal(cancelled.failed) from None
                return after
            raise Unavailable("Somebody else is changing this person right now. Send the request again in a moment.")

        def again(_: Mapping[str, str]) -> Membership:
            member = self.members.get(tenant_id, user_id)
            if member is None:
                raise UserNotFound
            return member

        return self.idempotency.run(context, keys.tenant_partition(tenant_id), act, again)

    def _left(self, before: Membership, after: Membership) -> dict[str, Write]:
        """The writes that remove a person from the teams that `after` lacks; free the seat of an inactive person."""
        gone = [tuple(team.split("#")) for team in before.teams or () if team not in (after.teams or ())]
        writes = [
            write for path in gone for write in self.members.leave_team_writes(before.tenant_id, path, before.user_id)
        ]
        seat = {} if after.active else {"seats": self.members.free_seat_write(before.tenant_id)}
        return {f"team {number}": write for number, write in enumerate(writes)} | seat

    def _write(
        self,
        context: RequestContext,
        member: Membership,
        writes: Mapping[str, Write],
        entry: str,
        before: Mapping[str, object],
        after: Mapping[str, object],
    ) -> None:
        now, tenant_id = self.clock(), member.tenant_id
        resource, audit_context = ("USER", member.user_id), AuditContext.of(context, entry)
        all_writes = {
            **writes,
            "tenant": self.tenants.check_action_write(tenant_id, TenantAction.UPDATE),
            "audit": self.change_recorder.audit_write(tenant_id, resource, before, after, audit_context, now),
            **self.change_recorder.member_writes(member, audit_context, now),
            "groups": self.requests.sync_groups(tenant_id, member.user_id, context.trace_id, now),
        }
        self.idempotency.write(context, keys.tenant_partition(tenant_id), {"userId": member.user_id}, all_writes)

    def _existing(
        self, tenant_id: str, user_id: str, action: MembershipAction = MembershipAction.UPDATE_ROLE
    ) -> Membership:
        """The person's record, if `action` is possible; a removed person counts as not found."""
        member = self.members.get(tenant_id, user_id)
        if member is None or not member.allows(action):
            raise UserNotFound
        return member

    def _id_of(self, user: str) -> str:
        """The id of the person that a path names by id or by address.

        Raises:
            UserNotFound: no person has signed in with this address.
        """
        if "@" not in user:
            return user
        profile = self.memberships.find(user.lower())
        if profile is None:
            raise UserNotFound
        return profile.user_id

    def get_user(self, context: RequestContext, user_id: str) -> tuple[Profile, list[Membership]]:
        """A person, with the memberships that the caller may see.

        Raises:
            UserNotFound: the person is unknown, or the caller may not see them; the answer is the same.
        """
        user_id = self._id_of(user_id)
        found = self.memberships.list_held(user_id)
        profile = next((one for one in found if isinstance(one, Profile)), None)
        own = user_id == context.caller.user_id or context.caller.platform_role is not None
        shown = [
            one
            for one in found
            if isinstance(one, Membership) and one.active and (own or one.tenant_id in context.caller.memberships)
        ]
        if not (own or shown) or not (profile or shown):
            raise UserNotFound
        return profile or profile_of(shown[0]), shown

    def list_user_tenants(
        self, context: RequestContext, user_id: str, *, size: int, start_at: str | None
    ) -> tuple[list[Membership], str | None]:
        """A page of a person's memberships that the caller may see, by tenant, and the next cursor.

        Raises:
            UserNotFound: the person is unknown, or the caller may not see them.
        """
        scope = (context.act, context.caller.user_id, user_id)
        after = self.cursors.read(start_at, scope, self.clock())
        members = sorted(self.get_user(context, user_id)[1], key=lambda one: one.tenant_id)
        rest = [one for one in members if not after or one.tenant_id > after["tenantId"]]
        last = {"tenantId": rest[size - 1].tenant_id} if len(rest) > size else None
        return rest[:size], self.cursors.write(last, scope, self.clock())


def _refusal(writes: Mapping[str, Item | None]) -> ProblemError:
    """The error of a failed transaction: checks the tenant's status first.

    Raises:
        InvalidTransition: the tenant's status does not allow it.
    """
    tenant = writes.get("tenant")
    if tenant is None:
        return TenantNotFound() if "tenant" in writes else LastAdmin()
    TENANT_LIFECYCLE.after(TenantStatus(tenant["status"]), TenantAction.UPDATE)
    return LastAdmin()
