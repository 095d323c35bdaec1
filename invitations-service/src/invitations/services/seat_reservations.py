"""Reserves an address and a seat in an ACTIVE tenant; create and resend use it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from chassis.access.authorization import RoleRequired, TenantNotFound
from chassis.dynamodb.attributes import Item
from chassis.dynamodb.writes import Write
from chassis.errors import ProblemError, Unavailable
from chassis.runtime.clock import Clock, iso
from chassis.runtime.records import dataclass
from invitations.dao.invitation_dao import InvitationDAO, is_lapsed
from invitations.dao.tenancy_dao import ACTIVE, TenancyDAO
from invitations.domain.errors import (
    AlreadyMember,
    DailyLimitReached,
    InvitationExists,
    QuotaExceeded,
    TeamNotFound,
    TenantNotActive,
)
from invitations.domain.invitation import Invitation
from invitations.domain.lifecycle import InvitationAction, InvitationStatus
from invitations.domain.ranks import INVITERS
from invitations.domain.seats import Seats

EXPIRED_BY = "time"


@dataclass(frozen=True, kw_only=True)
class SeatReservation:
    """A free address and seat that were read; conditions of the transaction check them again.

    Attributes:
        limit: seats of the tier, None for no limit.
        daily_emails: invitations that the tenant may send per day.
        seated: the invitation already has a seat, its own or that of `lapsed`.
        lapsed: an expired invitation to the same address; the new one takes over its seat and guard.
        instead_of: the invitation that the address's guard names.
    """

    organization_name: str
    limit: int | None
    daily_emails: int
    seated: bool
    lapsed: Invitation | None
    instead_of: str | None


class SeatReservations:
    """Finds free addresses and seats; builds the writes that take and free them."""

    def __init__(self, invitations: InvitationDAO, tenancy: TenancyDAO, clock: Clock) -> None:
        self.invitations, self.tenancy, self.clock = invitations, tenancy, clock

    def find(self, tenant_id: str, email: str, resent: Invitation | None = None) -> SeatReservation:
        """Find the address and seat for a new invitation to `email`, or for `resent`.

        Raises:
            TenantNotFound, TenantNotActive, AlreadyMember, InvitationExists, QuotaExceeded: the reason why not.
        """
        snapshot = self.tenancy.get_snapshot(tenant_id, email)
        if snapshot.status is None:
            raise TenantNotFound
        if snapshot.status != ACTIVE:
            raise TenantNotActive
        if email in self.tenancy.list_member_addresses(tenant_id):
            raise AlreadyMember
        holder = self._holder(snapshot.guard, resent)
        own = resent is not None and holder == resent.invitation_id
        return SeatReservation(
            organization_name=snapshot.organization_name,
            limit=_limit(snapshot.seats, seated=holder is not None),
            daily_emails=snapshot.seats.daily_emails,
            seated=holder is not None,
            lapsed=self.invitations.get(tenant_id, holder) if holder and not own else None,
            instead_of=holder,
        )

    def take_writes(self, reservation: SeatReservation, invitation: Invitation) -> dict[str, Write]:
        """The writes that take the address and the seat for `invitation`."""
        writes: dict[str, Write] = {
            "address": self.invitations.claim_address_write(invitation, reservation.instead_of),
            "tenant": self.tenancy.check_active_write(invitation.tenant_id),
            "inviter": self.tenancy.check_inviter_write(invitation),
            "daily_emails": self.tenancy.count_email_write(
                invitation.tenant_id, reservation.daily_emails, self.clock()
            ),
        }
        if not reservation.seated:
            writes["seats"] = self.tenancy.take_seat_write(invitation.tenant_id, reservation.limit)
        if reservation.lapsed and reservation.lapsed.status is InvitationStatus.PENDING:
            expired = reservation.lapsed.ended(InvitationAction.EXPIRE, EXPIRED_BY, self.clock())
            writes["lapsed"] = self.invitations.update_write(reservation.lapsed, expired)
        return writes

    def release_writes(self, invitation: Invitation) -> dict[str, Write]:
        """The writes that free the address and the seat of a live invitation."""
        return {**self.hand_over_writes(invitation), "seats": self.tenancy.free_seat_write(invitation.tenant_id)}

    def hand_over_writes(self, invitation: Invitation) -> dict[str, Write]:
        """The writes of an accepted invitation: its address is free, and the new member keeps its seat."""
        return {"address": self.invitations.release_address_write(invitation)}

    def refusal(self, tenant_id: str, writes: Mapping[str, Item | None]) -> ProblemError:
        """The error when a concurrent change made a condition of the reservation fail."""
        if "tenant" in writes:
            return TenantNotActive()
        if "inviter" in writes:
            return RoleRequired(INVITERS)
        if "address" in writes and (guard := writes["address"]):
            return InvitationExists(guard["invitationId"])
        if "team" in writes:
            return TeamNotFound()
        return self._no_room(writes)

    def _no_room(self, writes: Mapping[str, Item | None]) -> ProblemError:
        if "seats" in writes and (seats := writes["seats"]):
            known = Seats(tier=seats.get("tier", Seats().tier))
            return QuotaExceeded(known.tier, known.limit or 0)
        if "daily_emails" in writes and (daily_emails := writes["daily_emails"]):
            return DailyLimitReached(daily_emails["dailyEmails"], _until_tomorrow(self.clock()))
        return Unavailable("Somebody else is inviting people right now. Send the request again in a moment.")

    def _holder(self, guard: Item | None, resent: Invitation | None) -> str | None:
        """The invitation that holds the address, if it has lapsed or is `resent` itself."""
        if guard is None:
            return None
        holder: str = guard["invitationId"]
        own = resent is not None and resent.invitation_id == holder
        if not own and not is_lapsed(guard, iso(self.clock())):
            raise InvitationExists(holder)
        return holder


def _until_tomorrow(now: datetime) -> int:
    """Seconds until the end of the day (UTC)."""
    passed = timedelta(hours=now.hour, minutes=now.minute, seconds=now.second)
    return int((timedelta(days=1) - passed).total_seconds())


def _limit(seats: Seats, *, seated: bool) -> int | None:
    """The number of seats that the tenant has; None for no limit.

    Raises:
        QuotaExceeded: no seat is free.
    """
    if seats.limit is not None and not seated and seats.taken >= seats.limit:
        raise QuotaExceeded(seats.tier, seats.limit)
    return seats.limit
