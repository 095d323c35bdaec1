"""Who may act for a tenant, and who is platform staff; the only source of roles, never a token."""

from collections.abc import Iterable
from enum import StrEnum

from chassis.access.caller import MEMBERS, PLATFORM, Caller, Role
from chassis.lifecycle import Lifecycle, LifecycleWords
from chassis.runtime.records import dataclass

MOST_TEAMS = 40  # of one person: leaving all of them must fit into one transaction
GROUP_SYNC = "GROUP_SYNC_REQUEST"


class MembershipStatus(StrEnum):
    """Whether somebody works for a tenant, whatever the role."""

    NONE = "NONE"
    ACTIVE = "ACTIVE"
    REMOVED = "REMOVED"


class MembershipAction(StrEnum):
    """What may happen to it; an invitation that is accepted assigns too."""

    ASSIGN = "assign"
    UPDATE_ROLE = "update_role"
    UNASSIGN = "unassign"


MEMBERSHIP_LIFECYCLE = Lifecycle(
    {
        (MembershipStatus.NONE, MembershipAction.ASSIGN): MembershipStatus.ACTIVE,
        (MembershipStatus.ACTIVE, MembershipAction.UPDATE_ROLE): MembershipStatus.ACTIVE,
        (MembershipStatus.ACTIVE, MembershipAction.UNASSIGN): MembershipStatus.REMOVED,
        (MembershipStatus.REMOVED, MembershipAction.ASSIGN): MembershipStatus.ACTIVE,
    },
    LifecycleWords(
        states={
            MembershipStatus.NONE: "a person who was never a member",
            MembershipStatus.ACTIVE: "a member",
            MembershipStatus.REMOVED: "a person whom somebody removed",
        },
        actions={
            MembershipAction.ASSIGN: "add {it}",
            MembershipAction.UPDATE_ROLE: "change the role of {it}",
            MembershipAction.UNASSIGN: "remove {it}",
        },
        by_people=tuple(MembershipAction),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Membership:
    """One person's role in one tenant (domain §1.4).

    Attributes:
        active: False takes the role away and keeps the record.
        assigned_by: e-mail of who gave it.
        teams: where the person works, as the ids that lead to each team joined by `#`; None for nowhere.
    """

    tenant_id: str
    user_id: str
    email: str
    role: Role
    assigned_at: str
    assigned_by: str
    active: bool = True
    teams: tuple[str, ...] | None = None
    changed_at: str | None = None
    changed_by: str | None = None
    removed_at: str | None = None
    removed_by: str | None = None

    @property
    def status(self) -> MembershipStatus:
        """Where it stands."""
        return MembershipStatus.ACTIVE if self.active else MembershipStatus.REMOVED

    @property
    def is_admin(self) -> bool:
        """Whether the person counts as one who administers the tenant."""
        return self.active and self.role is Role.TENANT_ADMIN


@dataclass(frozen=True, kw_only=True)
class TeamMember:
    """One person in one team; `team` are the ids that lead to it, joined by `#`."""

    tenant_id: str
    team_id: str
    team: str
    user_id: str
    email: str
    joined_at: str
    added_by: str


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Somebody who has signed in once: what makes an address known (BR-USER-001)."""

    user_id: str
    email: str
    first_seen_at: str


@dataclass(frozen=True, kw_only=True)
class StaffMember:
    """One person's role as platform staff."""

    user_id: str
    email: str
    role: Role
    assigned_at: str
    assigned_by: str
    active: bool = True


type Held = Membership | StaffMember | Profile


@dataclass(frozen=True)
class Identity:
    """Whom a verified token speaks of: `user_id` is `user-` and the pool's subject, `email` is in lower case."""

    user_id: str
    email: str


def caller_of(identity: Identity, held: Iterable[Held]) -> Caller:
    """The identity with the roles that it holds now; a role of the wrong kind gives nothing."""
    active = [one for one in held if not isinstance(one, Profile) and one.active]
    staff = [one.role for one in active if isinstance(one, StaffMember) and one.role in PLATFORM]
    tenants = {one.tenant_id: one.role for one in active if isinstance(one, Membership) and one.role in MEMBERS}
    return Caller(identity.user_id, identity.email, staff[0] if staff else None, tenants)
