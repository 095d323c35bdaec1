"""Marks overdue invitations as EXPIRED, and frees their addresses and seats."""

from chassis.dynamodb.transaction import TransactionCancelled, transact
from chassis.dynamodb.writes import Write
from chassis.runtime.clock import Clock, iso
from chassis.runtime.logging import Log
from invitations.dao.audit_dao import AuditDAO
from invitations.dao.invitation_dao import InvitationDAO
from invitations.domain.invitation import Invitation
from invitations.domain.lifecycle import InvitationAction
from invitations.services.seat_reservations import EXPIRED_BY, SeatReservations

MOST = 100


class SweepService:
    """Closes lapsed invitations. Reads do not depend on it: they compare the end with the clock."""

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

    def expire_invitations(self) -> int:
        """Close at most 100 invitations whose time is over; return how many."""
        due = self.invitations.list_due(iso(self.clock()), MOST)
        expired = sum(self._expired(invitation) for invitation in due)
        self.log.info("expire_invitations", count=expired)
        return expired

    def _expired(self, before: Invitation) -> bool:
        now = self.clock()
        after = before.ended(InvitationAction.EXPIRE, EXPIRED_BY, now)
        audit = self.audit.event_write(
            "INVITATION_EXPIRED", before, after, actor=EXPIRED_BY, trace_id=before.invitation_id, now=now
        )
        writes: list[Write] = [
            self.invitations.update_write(before, after),
            *self.reservations.release_writes(before).values(),
            audit,
        ]
        try:
            transact(self.invitations.table.client, writes)
        except TransactionCancelled:
            return False  # the invitation was resent, answered or replaced after the index was written
        return True
