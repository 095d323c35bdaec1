"""Handles events of other services: members who lose a role, and instances that change their tier."""

from chassis.dynamodb.transaction import TransactionCancelled, transact
from chassis.dynamodb.writes import Write
from chassis.messaging.envelopes import Event, MalformedMessage
from chassis.runtime.clock import Clock
from chassis.runtime.logging import Log
from invitations.dao.audit_dao import AuditDAO
from invitations.dao.invitation_dao import InvitationDAO
from invitations.dao.tenancy_dao import TenancyDAO
from invitations.domain.invitation import Invitation
from invitations.domain.lifecycle import InvitationAction, InvitationStatus
from invitations.domain.ranks import granters
from invitations.services.seat_reservations import SeatReservations

REASON = "INVITER_LEFT"


class MemberEventHandler:
    """Cancels invitations whose sender may no longer give the role; accepting checks that too."""

    def __init__(
        self, invitations: InvitationDAO, reservations: SeatReservations, audit: AuditDAO, clock: Clock, log: Log
    ) -> None:
        self.invitations, self.reservations, self.audit, self.clock, self.log = (
            invitations,
            reservations,
            audit,
            clock,
            log,
        )

    def handle_member_event(self, event: Event) -> None:
        """Cancel the member's invitations to roles that they may no longer give; safe to repeat, in any order.

        Raises:
            MalformedMessage: the event names no member, or no person who changed the member.
        """
        user_id, by = event.data.get("userId"), event.data.get("by")
        if not isinstance(user_id, str) or not isinstance(by, str):
            raise MalformedMessage("a member's event without the member")
        held = self.reservations.tenancy.get_role(event.tenant_id, user_id)
        void = [one for one in self._sent_by(event.tenant_id, user_id) if held not in granters(one.role)]
        ended = sum(self._cancelled(one, by, event.correlation_id) for one in void)
        self.log.info("void_invitations", tenant_id=event.tenant_id, count=ended)

    def _sent_by(self, tenant_id: str, user_id: str) -> list[Invitation]:
        """The live invitations that the person sent by a role in the tenant, not as platform staff."""
        now = self.clock()
        return [
            one
            for one in self.invitations.list_pending_of(tenant_id, user_id)
            if one.as_of(now).status is InvitationStatus.PENDING and not one.inviter.is_staff
        ]

    def _cancelled(self, before: Invitation, by: str, trace_id: str) -> bool:
        now = self.clock()
        after = before.ended(InvitationAction.CANCEL, by, now)
        audit = self.audit.event_write(
            "INVITATION_CANCELLED", before, after, actor=by, trace_id=trace_id, now=now, reason=REASON
        )
        writes: list[Write] = [
            self.invitations.update_write(before, after),
            *self.reservations.release_writes(before).values(),
            audit,
        ]
        try:
            transact(self.invitations.table.client, writes)
        except TransactionCancelled:
            return False  # the invitation was answered or resent after the index was written
        return True


class InstanceEventHandler:
    """Stores the tier of a tenant's instance, which sets the number of seats."""

    def __init__(self, tenancy: TenancyDAO) -> None:
        self.tenancy = tenancy

    def handle_instance_event(self, event: Event) -> None:
        """Store the tier of `event`, unless the stored one is newer.

        Raises:
            MalformedMessage: the event has no tier or no version.
        """
        tier, version = event.data.get("tier"), event.data.get("version")
        if not isinstance(tier, str) or not isinstance(version, int):
            raise MalformedMessage("an instance's event without its tier or version")
        self.tenancy.follow_tier(event.tenant_id, tier, version)
