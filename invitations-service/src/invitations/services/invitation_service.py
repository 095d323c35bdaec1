"""Creates, lists, cancels and resends invitations, for administrators."""

from collections.abc import Mapping
from dataclasses import replace

from chassis.access.caller import Caller, Role
from chassis.dynamodb.transaction import TransactionCancelled
from chassis.dynamodb.writes import Write
from chassis.errors import PreconditionFailed
from chassis.http.idempotency import IdempotentWriter
from chassis.http.paging import Cursors
from chassis.http.request_context import RequestContext
from chassis.runtime.clock import Clock, iso
from chassis.runtime.ids import new_id
from invitations.dao import keys
from invitations.dao.audit_dao import AuditDAO
from invitations.dao.invitation_dao import InvitationDAO
from invitations.dao.team_dao import TeamDAO
from invitations.domain.errors import InvitationNotFound, ResendLimitReached, RoleTooHigh, TeamNotFound
from invitations.domain.invitation import LIFE, MAX_RESENDS, Invitation, Inviter, NewInvitation, Team
from invitations.domain.lifecycle import InvitationAction, InvitationStatus
from invitations.domain.ranks import INVITERS, may_grant
from invitations.domain.token import new_token, token_hash
from invitations.messages import InvitationMessages
from invitations.services.seat_reservations import SeatReservations


class InvitationService:
    """The acts of administrators; every write is one transaction."""

    def __init__(
        self,
        *,
        invitations: InvitationDAO,
        reservations: SeatReservations,
        teams: TeamDAO,
        audit: AuditDAO,
        messages: InvitationMessages,
        idempotency: IdempotentWriter,
        cursors: Cursors,
        clock: Clock,
    ) -> None:
        self.invitations, self.reservations, self.teams, self.audit = invitations, reservations, teams, audit
        self.messages, self.idempotency, self.cursors, self.clock = messages, idempotency, cursors, clock

    def create_invitation(self, context: RequestContext, tenant_id: str, new: NewInvitation) -> Invitation:
        """Invite one address: recorded, guarded, counted and mailed in one transaction (BR-INV-001).

        Raises:
            RoleTooHigh: the role is above the caller's.
            AlreadyMember, InvitationExists: the address has a role or a live invitation.
            QuotaExceeded: all seats are taken; DailyLimitReached: the limit of today is reached.
            TeamNotFound: the tenant has no such team.
            TenantNotActive: nobody can join the tenant now.
        """
        return self.idempotency.run(
            context,
            keys.tenant_partition(tenant_id),
            lambda: self.invite(context, tenant_id, new),
            lambda earlier: self.get_invitation(tenant_id, earlier["invitationId"]),
        )

    def list_invitations(
        self,
        context: RequestContext,
        tenant_id: str,
        status: InvitationStatus | None,
        *,
        size: int,
        start_at: str | None,
    ) -> tuple[list[Invitation], str | None]:
        """A page of a tenant's invitations, newest first, and the cursor of the next page.

        Raises:
            InvalidCursor: `start_at` is not from this list.
        """
        now = self.clock()
        scope = (context.act, context.caller.user_id, tenant_id, status or "")
        after = self.cursors.read(start_at, scope, now)
        found, last = self.invitations.page(tenant_id, status, size=size, after=after)
        present = [one.as_of(now) for one in found]
        return [one for one in present if status in (None, one.status)], self.cursors.write(last, scope, now)

    def get_invitation(self, tenant_id: str, invitation_id: str) -> Invitation:
        """One invitation; EXPIRED when its time is over.

        Raises:
            InvitationNotFound: the tenant has no invitation with this id.
        """
        return self._get(tenant_id, invitation_id).as_of(self.clock())

    def cancel_invitation(self, context: RequestContext, tenant_id: str, invitation_id: str) -> Invitation:
        """Cancel an invitation: its link stops working, and its seat is free.

        Raises:
            InvitationNotFound: the tenant has no invitation with this id.
            InvalidTransition: the invitation has ended already.
            PreconditionFailed: somebody changed it meanwhile.
        """
        return self.idempotency.run(
            context,
            keys.tenant_partition(tenant_id),
            lambda: self._cancel(context, self._get_if_match(context, tenant_id, invitation_id)),
            lambda _: self.get_invitation(tenant_id, invitation_id),
        )

    def resend_invitation(self, context: RequestContext, tenant_id: str, invitation_id: str) -> Invitation:
        """Mail a new link that works for seven days, in the caller's name; the old link stops working.

        Raises:
            InvitationNotFound: the tenant has no invitation with this id.
            InvalidTransition: the invitation has ended, but not by expiry.
            ResendLimitReached: it was sent again three times already.
            RoleTooHigh, AlreadyMember, InvitationExists, QuotaExceeded, DailyLimitReached, TenantNotActive: as for a
                new one.
            PreconditionFailed: somebody changed it meanwhile.
        """
        return self.idempotency.run(
            context,
            keys.tenant_partition(tenant_id),
            lambda: self._resend(context, self._get_if_match(context, tenant_id, invitation_id)),
            lambda _: self.get_invitation(tenant_id, invitation_id),
        )

    def invite(self, context: RequestContext, tenant_id: str, new: NewInvitation) -> Invitation:
        """Invite one address as `create_invitation` does, inside the caller's own check of the Idempotency-Key."""
        now, token = self.clock(), new_token()
        inviter = inviter_of(context.caller, tenant_id, new.role)
        reservation = self.reservations.find(tenant_id, new.email)
        team = self._team(tenant_id, new.team_id)
        invitation = Invitation(
            invitation_id=new_id("inv"),
            tenant_id=tenant_id,
            email=new.email,
            role=new.role,
            status=InvitationStatus.PENDING,
            organization_name=reservation.organization_name,
            inviter=inviter,
            created_at=iso(now),
            created_by=inviter.email,
            updated_at=iso(now),
            updated_by=inviter.email,
            expires_at=iso(now + LIFE),
            token_hash=token_hash(token),
            message=new.message,
            team=team,
        )
        writes: dict[str, Write] = {
            "invitation": self.invitations.create_write(invitation),
            **self.reservations.take_writes(reservation, invitation),
            "audit": self._audit_write(context, "INVITATION_CREATED", None, invitation),
            "notice": self.messages.send_invitation(invitation, token, context.trace_id, now),
        }
        if team:
            writes["team"] = self.teams.check_open_write(tenant_id, team)
        self._write(context, invitation, writes)
        return invitation

    def _team(self, tenant_id: str, team_id: str | None) -> Team | None:
        if team_id is None:
            return None
        team = self.teams.find(tenant_id, team_id)
        if team is None:
            raise TeamNotFound
        return team

    def _cancel(self, context: RequestContext, before: Invitation) -> Invitation:
        after = before.ended(InvitationAction.CANCEL, context.caller.email, self.clock())
        writes: dict[str, Write] = {
            "invitation": self.invitations.update_write(before, after),
            **self.reservations.release_writes(before),
            "audit": self._audit_write(context, "INVITATION_CANCELLED", before, after),
        }
        self._write(context, after, writes)
        return after

    def _resend(self, context: RequestContext, before: Invitation) -> Invitation:
        now, token = self.clock(), new_token()
        inviter = inviter_of(context.caller, before.tenant_id, before.role)
        after = before.sent_again(inviter, before.organization_name, token_hash(token), now)
        if before.resend_count >= MAX_RESENDS:
            raise ResendLimitReached
        reservation = self.reservations.find(before.tenant_id, before.email, before)
        after = replace(after, organization_name=reservation.organization_name)
        writes: dict[str, Write] = {
            "invitation": self.invitations.update_write(before, after),
            **self.reservations.take_writes(reservation, after),
            "audit": self._audit_write(context, "INVITATION_RESENT", before.as_of(now), after),
            "notice": self.messages.send_invitation(after, token, context.trace_id, now),
        }
        self._write(context, after, writes)
        return after

    def _write(self, context: RequestContext, invitation: Invitation, writes: Mapping[str, Write]) -> None:
        result = {"invitationId": invitation.invitation_id}
        try:
            self.idempotency.write(context, keys.tenant_partition(invitation.tenant_id), result, writes)
        except TransactionCancelled as cancelled:
            if "invitation" in cancelled.failed:
                raise _version_conflict(invitation) from None
            raise self.reservations.refusal(invitation.tenant_id, cancelled.failed) from None

    def _audit_write(self, context: RequestContext, entry: str, before: Invitation | None, after: Invitation) -> Write:
        return self.audit.event_write(
            entry, before, after, actor=context.caller.email, trace_id=context.trace_id, now=self.clock()
        )

    def _get(self, tenant_id: str, invitation_id: str) -> Invitation:
        found = self.invitations.get(tenant_id, invitation_id)
        if found is None:
            raise InvitationNotFound
        return found

    def _get_if_match(self, context: RequestContext, tenant_id: str, invitation_id: str) -> Invitation:
        """The invitation, if it still has the version that the caller saw (`If-Match`)."""
        found = self._get(tenant_id, invitation_id)
        if context.version not in (None, found.version):
            raise _version_conflict(found)
        return found


def inviter_of(caller: Caller, tenant_id: str, role: Role) -> Inviter:
    """The caller as inviter to `role`: as a member of the tenant if that role suffices, else as platform staff.

    Raises:
        RoleTooHigh: no role of the caller suffices.
    """
    for held in (caller.memberships.get(tenant_id), caller.platform_role):
        if held in INVITERS and may_grant([held], role):
            return Inviter(user_id=caller.user_id, email=caller.email, role=held)
    raise RoleTooHigh(role)


def _version_conflict(invitation: Invitation) -> PreconditionFailed:
    return PreconditionFailed(
        "Somebody else changed the invitation in the meantime. Read it again, then repeat your request.",
        invitationId=invitation.invitation_id,
    )
