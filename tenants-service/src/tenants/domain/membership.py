"""Members of tenants and platform staff: the only source of roles; tokens are never one."""

from collections.abc import Iterable
from enum import StrEnum

from chassis.access.caller import MEMBERS, PLATFORM, Caller, Role
from chassis.lifecycle import Lifecycle, LifecycleWords
from chassis.runtime.records import dataclass

MOST_TEAMS = 40  # per person: leaving all of them must fit into one transaction
GROUP_SYNC = "GROUP_SYNC_REQUEST"


class MembershipStatus(StrEnum):
    """The status of a membership, whatever its role."""

    NONE = "NONE"
    ACTIVE = "ACTIVE"
    REMOVED = "REMOVED"


class MembershipAction(StrEnum):
    """Actions on a membership; accepting an invitation also assigns."""

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
        assigned_by: e-mail of the person who gave the role.
        teams: the person's teams, each as its path of ids joined by `#`; None for no team.
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
        """The status of the membership."""
        return MembershipStatus.ACTIVE if self.active else MembershipStatus.REMOVED

    @property
    def is_admin(self) -> bool:
        """Whether the person counts as an administrator of the tenant."""
        return self.active and self.role is Role.TENANT_ADMIN

    def allows(self, action: MembershipAction) -> bool:
        """Whether `action` is possible in the present status."""
        return MEMBERSHIP_LIFECYCLE.allows(self.status, action)


@dataclass(frozen=True, kw_only=True)
class TeamMember:
    """One person in one team; `team` is its path of ids, joined by `#`."""

    tenant_id: str
    team_id: str
    team: str
    user_id: str
    email: str
    joined_at: str
    added_by: str


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A person who has signed in at least once; only they can be given a role (BR-USER-001)."""

    user_id: str
    email: str
    first_seen_at: str


def profile_of(member: Membership) -> Profile:
    """The profile of a person who has a role but no stored profile."""
    return Profile(user_id=member.user_id, email=member.email, first_seen_at=member.assigned_at)


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
    """The person a verified token identifies: `user_id` is `user-` and the pool's subject, `email` is in lower case."""

    user_id: str
    email: str


def caller_of(identity: Identity, held: Iterable[Held]) -> Caller:
    """The caller: the identity with its present roles; roles of the wrong kind are ignored."""
    active = [one for one in held if not isinstance(one, Profile) and one.active]
    staff = [one.role for one in active if isinstance(one, StaffMember) and one.role in PLATFORM]
    tenants = {one.tenant_id: one.role for one in active if isinstance(one, Membership) and one.role in MEMBERS}
    return Caller(identity.user_id, identity.email, staff[0] if staff else None, tenants)
