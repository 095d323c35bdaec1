"""What the person with an invitation's secret may do with it."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from chassis.dynamodb.transaction import TransactionCancelled
from chassis.dynamodb.writes import Write
from chassis.email_address import same_address
from chassis.errors import ProblemError
from chassis.http.idempotency import IdempotentWriter
from chassis.http.request_context import RequestContext
from chassis.runtime.clock import Clock, iso
from invitations.dao import keys
from invitations.dao.audit_dao import AuditDAO
from invitations.dao.invitation_dao import InvitationDAO
from invitations.dao.team_dao import TeamDAO
from invitations.dao.tenancy_dao import TenancyDAO
from invitations.domain.errors import AlreadyMember, InvitationNotUsable, TenantNotActive
from invitations.domain.invitation import Invitation
from invitations.domain.lifecycle import InvitationAction, InvitationStatus
from invitations.domain.member import Member
from invitations.domain.token import token_hash
from invitations.messages import InvitationMessages
from invitations.services.answer_limits import AnswerLimits
from invitations.services.seat_reservations import SeatReservations


class AnswerService:
    """Looks up, accepts and declines invitations by secret; the answer to every wrong secret is the same."""

    def __init__(
        self,
        *,
        invitations: InvitationDAO,
        tenancy: TenancyDAO,
        teams: TeamDAO,
        limits: AnswerLimits,
        reservations: SeatReservations,
        audit: AuditDAO,
        messages: InvitationMessages,
        idempotency: IdempotentWriter,
        clock: Clock,
    ) -> None:
        self.invitations, self.tenancy, self.reservations, self.audit = invitations, tenancy, reservations, audit
        self.teams, self.limits = teams, limits
        self.messages, self.idempotency, self.clock = messages, idempotency, clock

    def lookup_invitation(self, context: RequestContext, token: str) -> Invitation:
        """The live invitation of the secret.

        Raises:
            TooManyAnswers: the limit of this minute is reached.
            InvitationNotUsable: no live invitation has this secret.
        """
        self.limits.check_rate(context, token)
        return self._find_live(token)

    def _find_live(self, token: str) -> Invitation:
        found = self.invitations.find_by_token(token_hash(token))
        if found is None or found.as_of(self.clock()).status is not InvitationStatus.PENDING:
            raise InvitationNotUsable
        return found

    def accept_invitation(self, context: RequestContext, token: str) -> Invitation:
        """Make the caller a member: membership, consumption and audit in one transaction (R19, BR-INV-002).

        Raises:
            TooManyAnswers: the limit of this minute is reached.
            InvitationNotUsable: no live invitation of this caller has the secret, or the inviter lost their right.
            AlreadyMember: the caller has a role in the tenant.
            TenantNotActive: nobody can join the tenant now; the invitation stays live.
        """
        self.limits.check_rate(context, token)
        return self.idempotency.run(
            context,
            keys.token_partition(token_hash(token)),
            lambda: self._accept(context, self._find_own(context, token)),
            lambda earlier: self._find_ended(earlier["tenantId"], earlier["invitationId"]),
        )

    def decline_invitation(self, context: RequestContext, token: str, reason: str | None) -> Invitation:
        """End the invitation for good and notify the inviter (BR-INV-004).

        Raises:
            TooManyAnswers: the limit of this minute is reached.
            InvitationNotUsable: no live invitation has this secret.
        """
        self.limits.check_rate(context, token)
        return self.idempotency.run(
            context,
            keys.token_partition(token_hash(token)),
            lambda: self._decline(context, self._find_live(token), reason),
            lambda earlier: self._find_ended(earlier["tenantId"], earlier["invitationId"]),
        )

    def _find_own(self, context: RequestContext, token: str) -> Invitation:
        found = self._find_live(token)
        if not same_address(context.caller.email, found.email):
            raise InvitationNotUsable
        return found

    def _accept(self, context: RequestContext, before: Invitation, *, again: bool = False) -> Invitation:
        """Write the new membership; `again` replaces the inactive record of an earlier one.

        When the team was deleted meanwhile, the person joins the tenant without a team.
        """
        now, caller, team = self.clock(), context.caller, before.team
        ended = before.ended(InvitationAction.ACCEPT, caller.email, now)
        after = replace(ended, accepted_at=iso(now), accepted_by_user_id=caller.user_id)
        writes = self._end_writes(
            context, "INVITATION_ACCEPTED", before, after, self.reservations.hand_over_writes(before)
        ) | {
            "tenant": self.tenancy.check_active_write(before.tenant_id),
            "inviter": self.tenancy.check_inviter_write(before),
            **self.tenancy.join_writes(_member(before, caller.user_id, iso(now)), again=again),
            **(self.teams.join_writes(before, team, caller.user_id, iso(now)) if team else {}),
            "groups": self.messages.sync_groups(before.tenant_id, caller.user_id, context.trace_id, now),
            "event": self.messages.announce_member(after, caller.user_id, context.trace_id, now),
        }
        try:
            self._write(context, before, writes)
        except TransactionCancelled as cancelled:
            former, refusals = cancelled.failed.get("member"), set(cancelled.failed)
            if refusals <= {"member", "team"} and "team" in refusals:
                return self._accept(context, replace(before, team=None), again=again)
            if refusals == {"member"} and former and not former["active"] and not again:
                return self._accept(context, before, again=True)
            raise _refusal(cancelled.failed) from None
        return after

    def _decline(self, context: RequestContext, before: Invitation, reason: str | None) -> Invitation:
        now = self.clock()
        ended = before.ended(InvitationAction.DECLINE, before.email, now)
        after = replace(ended, declined_at=iso(now), decline_reason=reason)
        writes = self._end_writes(
            context, "INVITATION_DECLINED", before, after, self.reservations.release_writes(before)
        )
        writes["notice"] = self.messages.send_decline(after, context.trace_id, now)
        try:
            self._write(context, before, writes)
        except TransactionCancelled:
            raise InvitationNotUsable from None
        return after

    def _end_writes(
        self,
        context: RequestContext,
        entry: str,
        before: Invitation,
        after: Invitation,
        reservation: Mapping[str, Write],
    ) -> dict[str, Write]:
        """The writes that end an invitation: itself, `reservation` (its address and seat), and the audit entry."""
        audit = self.audit.event_write(
            entry, before, after, actor=after.updated_by, trace_id=context.trace_id, now=self.clock()
        )
        return {"invitation": self.invitations.update_write(before, after), **reservation, "audit": audit}

    def _write(self, context: RequestContext, before: Invitation, writes: dict[str, Write]) -> None:
        """Write with an Idempotency-Key record in the secret's partition: a repeated request has only the secret."""
        result = {"tenantId": before.tenant_id, "invitationId": before.invitation_id}
        self.idempotency.write(context, keys.token_partition(before.token_hash or ""), result, writes)

    def _find_ended(self, tenant_id: str, invitation_id: str) -> Invitation:
        found = self.invitations.get(tenant_id, invitation_id)
        if found is None:
            raise InvitationNotUsable
        return found


def _member(invitation: Invitation, user_id: str, now: str) -> Member:
    """The member that the invited person becomes."""
    return Member(
        tenant_id=invitation.tenant_id,
        user_id=user_id,
        email=invitation.email,
        role=invitation.role,
        assigned_at=now,
        assigned_by=invitation.inviter.email,
        teams=(invitation.team.place,) if invitation.team else None,
    )


def _refusal(writes: Collection[str]) -> ProblemError:
    """The error of a failed transaction; a used secret and a void invitation look like an unknown secret."""
    if {"invitation", "address", "inviter"} & set(writes):
        return InvitationNotUsable()
    return TenantNotActive() if "tenant" in writes else AlreadyMember()
