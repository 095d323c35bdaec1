"""Gives a person a role in a tenant at once, or invites them when the caller may not know whether they exist."""

from collections.abc import Mapping

from chassis.access.authorization import TenantNotFound
from chassis.access.caller import Role
from chassis.dynamodb.attributes import Item
from chassis.dynamodb.transaction import TransactionCancelled
from chassis.errors import ProblemError
from chassis.http.idempotency import IdempotentWriter
from chassis.http.request_context import RequestContext
from chassis.runtime.clock import Clock, iso
from chassis.runtime.records import dataclass
from invitations.dao import keys
from invitations.dao.audit_dao import AuditDAO
from invitations.dao.person_dao import PersonDAO
from invitations.dao.tenancy_dao import TenancyDAO
from invitations.domain.errors import AlreadyMember, QuotaExceeded, TenantNotActive, UserNotFound
from invitations.domain.invitation import Invitation, NewInvitation
from invitations.domain.member import Member, Person
from invitations.domain.seats import Seats
from invitations.messages import InvitationMessages
from invitations.services.invitation_service import InvitationService


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """A new member; `elsewhere` says whether they are a member of other tenants that the caller may see."""

    member: Member
    elsewhere: bool


class AssignmentService:
    """Adds members in one transaction; strangers to the caller get an invitation (ADR 0036)."""

    def __init__(
        self,
        *,
        people: PersonDAO,
        tenancy: TenancyDAO,
        invitations: InvitationService,
        audit: AuditDAO,
        messages: InvitationMessages,
        idempotency: IdempotentWriter,
        clock: Clock,
    ) -> None:
        self.people, self.tenancy, self.invitations = people, tenancy, invitations
        self.audit, self.messages, self.idempotency, self.clock = audit, messages, idempotency, clock

    def assign_user(
        self, context: RequestContext, tenant_id: str, *, email: str, user_id: str | None, role: Role
    ) -> Assignment | Invitation:
        """Add the person as a member, or invite the address when the caller may not see whose it is.

        Raises:
            UserNotFound: staff named nobody who has signed in (BR-USER-001); or `user_id` is not the person's.
            TenantNotFound, TenantNotActive, AlreadyMember, QuotaExceeded: the person cannot join.
            InvitationExists, DailyLimitReached, RoleTooHigh: the address cannot be invited.
        """

        def act() -> Assignment | Invitation:
            person = self._visible(context, email, user_id)
            if person is None:
                return self.invitations.invite(context, tenant_id, NewInvitation(email=email, role=role))
            return self._assign(context, tenant_id, person, email, role)

        def again(earlier: Mapping[str, str]) -> Assignment | Invitation:
            if "invitationId" in earlier:
                return self.invitations.get_invitation(tenant_id, earlier["invitationId"])
            return self._assigned(context, tenant_id, email, earlier["userId"])

        return self.idempotency.run(context, keys.tenant_partition(tenant_id), act, again)

    def _visible(self, context: RequestContext, email: str, user_id: str | None) -> Person | None:
        """The person with this address, if the caller may see them; None to invite the address."""
        person = self.people.find(email)
        visible = person if person and person.is_visible_to(context.caller) else None
        if visible is None and (context.caller.platform_role or user_id):
            raise UserNotFound
        if visible and user_id not in (None, visible.user_id):
            raise UserNotFound
        return visible

    def _assign(
        self, context: RequestContext, tenant_id: str, person: Person, email: str, role: Role, *, again: bool = False
    ) -> Assignment:
        """Write the new membership; `again` replaces the inactive record of an earlier one."""
        now, snapshot = self.clock(), self.tenancy.get_snapshot(tenant_id, email)
        member = Member(
            tenant_id=tenant_id,
            user_id=person.user_id,
            email=email,
            role=role,
            assigned_at=iso(now),
            assigned_by=context.caller.email,
        )
        writes = {
            **self.tenancy.join_writes(member, again=again),
            "seats": self.tenancy.take_seat_write(tenant_id, snapshot.seats.limit),
            "tenant": self.tenancy.check_active_write(tenant_id),
            "audit": self.audit.member_write(member, actor=context.caller.email, trace_id=context.trace_id, now=now),
            "groups": self.messages.sync_groups(tenant_id, person.user_id, context.trace_id, now),
        }
        try:
            self.idempotency.write(context, keys.tenant_partition(tenant_id), {"userId": person.user_id}, writes)
        except TransactionCancelled as cancelled:
            former = cancelled.failed.get("member")
            if former and not former["active"] and not again:
                return self._assign(context, tenant_id, person, email, role, again=True)
            raise _refusal(cancelled.failed, snapshot.seats) from None
        return self._assignment(context, member, person)

    def _assigned(self, context: RequestContext, tenant_id: str, email: str, user_id: str) -> Assignment:
        """What an earlier request with the same key wrote.

        Raises:
            UserNotFound: the person was removed meanwhile.
        """
        member, person = self.tenancy.get_member(tenant_id, user_id), self.people.find(email)
        if member is None or person is None:
            raise UserNotFound
        return self._assignment(context, member, person)

    @staticmethod
    def _assignment(context: RequestContext, member: Member, person: Person) -> Assignment:
        return Assignment(member=member, elsewhere=bool(person.shown_to(context.caller) - {member.tenant_id}))


def _refusal(writes: Mapping[str, Item | None], seats: Seats) -> ProblemError:
    """The error of a failed transaction: checks the tenant first, and the seats last."""
    if "tenant" in writes:
        return TenantNotActive() if writes["tenant"] else TenantNotFound()
    return AlreadyMember() if "member" in writes else QuotaExceeded(seats.tier, seats.limit or 0)
