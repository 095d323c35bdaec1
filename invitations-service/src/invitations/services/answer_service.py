"""What the person who holds an invitation's secret may do with it."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from chassis.dynamodb.named_writes import Refused
from chassis.dynamodb.writes import Write
from chassis.errors import ProblemError
from chassis.http.idempotency import Once
from chassis.http.request_context import Call
from chassis.runtime.clock import Clock, iso
from invitations.dao import keys
from invitations.dao.audit_dao import AuditDAO
from invitations.dao.invitation_dao import InvitationDAO
from invitations.dao.team_dao import TeamDAO
from invitations.dao.tenancy_dao import TenancyDAO
from invitations.domain.address import same_mailbox
from invitations.domain.errors import AlreadyMember, InvitationNotUsable, TenantNotActive
from invitations.domain.invitation import Invitation
from invitations.domain.lifecycle import InvitationAction, InvitationStatus
from invitations.domain.token import token_hash
from invitations.services.answer_limits import AnswerLimits
from invitations.services.messages import Messages
from invitations.services.places import Places


class AnswerService:
    """Look at, accept and decline by secret; whatever is wrong with the secret, the answer is the same."""

    def __init__(
        self,
        *,
        invitations: InvitationDAO,
        tenancy: TenancyDAO,
        teams: TeamDAO,
        limits: AnswerLimits,
        places: Places,
        audit: AuditDAO,
        messages: Messages,
        once: Once,
        clock: Clock,
    ) -> None:
        self.invitations, self.tenancy, self.places, self.audit = invitations, tenancy, places, audit
        self.teams, self.limits = teams, limits
        self.messages, self.once, self.clock = messages, once, clock

    def lookup_invitation(self, call: Call, token: str) -> Invitation:
        """The live invitation that the secret opens.

        Raises:
            TooManyAnswers: wait a moment.
            InvitationNotUsable: it opens none.
        """
        self.limits.require_room(call, token)
        return self._opened(token)

    def _opened(self, token: str) -> Invitation:
        found = self.invitations.opened_by(token_hash(token))
        if found is None or found.as_of(self.clock()).status is not InvitationStatus.PENDING:
            raise InvitationNotUsable
        return found

    def accept_invitation(self, call: Call, token: str) -> Invitation:
        """Make the caller a member: membership, consumption and audit in one transaction (R19, BR-INV-002).

        Raises:
            TooManyAnswers: wait a moment.
            InvitationNotUsable: the secret opens nothing for this caller, or the inviter lost their right.
            AlreadyMember: the caller has a role in the tenant.
            TenantNotActive: the tenant takes nobody now; the invitation stays as it is.
        """
        self.limits.require_room(call, token)
        return self.once.run(
            call,
            keys.token_partition(token_hash(token)),
            lambda: self._accept(call, self._own(call, token)),
            lambda earlier: self._ended(earlier["tenantId"], earlier["invitationId"]),
        )

    def decline_invitation(self, call: Call, token: str, reason: str | None) -> Invitation:
        """End the invitation for good and tell the inviter (BR-INV-004).

        Raises:
            TooManyAnswers: wait a moment.
            InvitationNotUsable: the secret opens nothing.
        """
        self.limits.require_room(call, token)
        return self.once.run(
            call,
            keys.token_partition(token_hash(token)),
            lambda: self._decline(call, self._opened(token), reason),
            lambda earlier: self._ended(earlier["tenantId"], earlier["invitationId"]),
        )

    def _own(self, call: Call, token: str) -> Invitation:
        found = self._opened(token)
        if not same_mailbox(call.caller.email, found.email):
            raise InvitationNotUsable
        return found

    def _accept(self, call: Call, before: Invitation, *, again: bool = False) -> Invitation:
        """Write the new membership; `again` when an inactive record of an earlier one stands there.

        A team that is gone by now keeps nobody out of the tenant.
        """
        now, caller, team = self.clock(), call.caller, before.team
        ended = before.ended(InvitationAction.ACCEPT, caller.email, now)
        after = replace(ended, accepted_at=iso(now), accepted_by_user_id=caller.user_id)
        lines = self._ending(call, "INVITATION_ACCEPTED", before, after, self.places.handed_over(before)) | {
            "tenant": self.tenancy.is_active(before.tenant_id),
            "inviter": self.tenancy.may_still_grant(before),
            **self.tenancy.joined(before, caller.user_id, iso(now), again=again, team=team),
            **(self.teams.joined(before, team, caller.user_id, iso(now)) if team else {}),
            "groups": self.messages.group_request(before.tenant_id, caller.user_id, call.trace_id, now),
            "event": self.messages.accepted(after, caller.user_id, call.trace_id, now),
        }
        try:
            self._write(call, before, lines)
        except Refused as refused:
            former, refusals = refused.lines.get("member"), set(refused.lines)
            if refusals <= {"member", "team"} and "team" in refusals:
                return self._accept(call, replace(before, team=None), again=again)
            if refusals == {"member"} and former and not former["active"] and not again:
                return self._accept(call, before, again=True)
            raise _refusal(refused.lines) from None
        return after

    def _decline(self, call: Call, before: Invitation, reason: str | None) -> Invitation:
        now = self.clock()
        ended = before.ended(InvitationAction.DECLINE, before.email, now)
        after = replace(ended, declined_at=iso(now), decline_reason=reason)
        lines = self._ending(call, "INVITATION_DECLINED", before, after, self.places.freed(before))
        lines["letter"] = self.messages.decline_letter(after, call.trace_id, now)
        try:
            self._write(call, before, lines)
        except Refused:
            raise InvitationNotUsable from None
        return after

    def _ending(
        self, call: Call, entry: str, before: Invitation, after: Invitation, place: Mapping[str, Write]
    ) -> dict[str, Write]:
        """The lines of every end: the invitation, what becomes of its `place`, and the audit trail."""
        told = self.audit.line(entry, before, after, actor=after.updated_by, trace_id=call.trace_id, now=self.clock())
        return {"invitation": self.invitations.changed(before, after), **place, "audit": told}

    def _write(self, call: Call, before: Invitation, lines: dict[str, Write]) -> None:
        """The record of the Idempotency-Key stands under the secret: afterwards nothing else leads to the tenant."""
        result = {"tenantId": before.tenant_id, "invitationId": before.invitation_id}
        self.once.write(call, keys.token_partition(before.token_hash or ""), result, lines)

    def _ended(self, tenant_id: str, invitation_id: str) -> Invitation:
        found = self.invitations.get(tenant_id, invitation_id)
        if found is None:
            raise InvitationNotUsable
        return found


def _refusal(lines: Collection[str]) -> ProblemError:
    """A secret that was used meanwhile first, or one whose inviter is gone: both look like one that never was."""
    if {"invitation", "address", "inviter"} & set(lines):
        return InvitationNotUsable()
    return TenantNotActive() if "tenant" in lines else AlreadyMember()
