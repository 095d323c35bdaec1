"""A place in a tenant: the address is free, a seat is free, the tenant takes people; shared by invite and resend."""

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
class Place:
    """What was found free, to be taken by condition.

    Attributes:
        limit: seats of the tier, None for no limit.
        letters: how many invitations the tenant may send in a day.
        seated: the invitation holds its seat already.
        lapsed: an invitation to the same address whose time is over; its seat and guard pass on.
        instead_of: the invitation that the address's guard names.
    """

    organization_name: str
    limit: int | None
    letters: int
    seated: bool
    lapsed: Invitation | None
    instead_of: str | None


class Places:
    """Finds places, and makes the lines that take and free them."""

    def __init__(self, invitations: InvitationDAO, tenancy: TenancyDAO, clock: Clock) -> None:
        self.invitations, self.tenancy, self.clock = invitations, tenancy, clock

    def found(self, tenant_id: str, email: str, resent: Invitation | None = None) -> Place:
        """The place for a new invitation to `email`, or for `resent`.

        Raises:
            TenantNotFound, TenantNotActive, AlreadyMember, InvitationExists, QuotaExceeded: there is none.
        """
        situation = self.tenancy.situation(tenant_id, email)
        if situation.status is None:
            raise TenantNotFound
        if situation.status != ACTIVE:
            raise TenantNotActive
        if email in self.tenancy.member_addresses(tenant_id):
            raise AlreadyMember
        holder = self._holder(situation.guard, resent)
        own = resent is not None and holder == resent.invitation_id
        return Place(
            organization_name=situation.organization_name,
            limit=_limit(situation.seats, seated=holder is not None),
            letters=situation.seats.letters,
            seated=holder is not None,
            lapsed=self.invitations.get(tenant_id, holder) if holder and not own else None,
            instead_of=holder,
        )

    def taken(self, place: Place, invitation: Invitation) -> dict[str, Write]:
        """The lines by which `invitation` takes the place."""
        lines: dict[str, Write] = {
            "address": self.invitations.address_taken(invitation, place.instead_of),
            "tenant": self.tenancy.is_active(invitation.tenant_id),
            "inviter": self.tenancy.may_still_grant(invitation),
            "letters": self.tenancy.letter_sent(invitation.tenant_id, place.letters, self.clock()),
        }
        if not place.seated:
            lines["seats"] = self.tenancy.seat_taken(invitation.tenant_id, place.limit)
        if place.lapsed and place.lapsed.status is InvitationStatus.PENDING:
            expired = place.lapsed.ended(InvitationAction.EXPIRE, EXPIRED_BY, self.clock())
            lines["lapsed"] = self.invitations.changed(place.lapsed, expired)
        return lines

    def freed(self, invitation: Invitation) -> dict[str, Write]:
        """The lines by which a live invitation gives its place up."""
        return {**self.handed_over(invitation), "seats": self.tenancy.seat_freed(invitation.tenant_id)}

    def handed_over(self, invitation: Invitation) -> dict[str, Write]:
        """The lines by which it gives its place to the member that it made: the seat stays taken."""
        return {"address": self.invitations.address_freed(invitation)}

    def refusal(self, tenant_id: str, lines: Mapping[str, Item | None]) -> ProblemError:
        """Why a place that was found could not be taken: somebody was quicker."""
        if "tenant" in lines:
            return TenantNotActive()
        if "inviter" in lines:
            return RoleRequired(INVITERS)
        if "address" in lines and (guard := lines["address"]):
            return InvitationExists(guard["invitationId"])
        if "team" in lines:
            return TeamNotFound()
        return self._no_room(lines)

    def _no_room(self, lines: Mapping[str, Item | None]) -> ProblemError:
        if "seats" in lines and (seats := lines["seats"]):
            known = Seats(tier=seats.get("tier", Seats().tier))
            return QuotaExceeded(known.tier, known.limit or 0)
        if "letters" in lines and (letters := lines["letters"]):
            return DailyLimitReached(letters["letters"], _until_tomorrow(self.clock()))
        return Unavailable("Somebody else is inviting people right now. Send the request again in a moment.")

    def _holder(self, guard: Item | None, resent: Invitation | None) -> str | None:
        """The invitation that holds the address, provided that it may pass on."""
        if guard is None:
            return None
        holder: str = guard["invitationId"]
        own = resent is not None and resent.invitation_id == holder
        if not own and not is_lapsed(guard, iso(self.clock())):
            raise InvitationExists(holder)
        return holder


def _until_tomorrow(now: datetime) -> int:
    """Seconds until the day is over (UTC)."""
    passed = timedelta(hours=now.hour, minutes=now.minute, seconds=now.second)
    return int((timedelta(days=1) - passed).total_seconds())


def _limit(seats: Seats, *, seated: bool) -> int | None:
    """How many seats the tenant has.

    Raises:
        QuotaExceeded: not one of them is free.
    """
    if seats.limit is not None and not seated and seats.taken >= seats.limit:
        raise QuotaExceeded(seats.tier, seats.limit)
    return seats.limit
