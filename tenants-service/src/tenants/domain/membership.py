"""Who may act for a tenant, and who is platform staff; the only source of roles, never a token."""

from collections.abc import Iterable
from dataclasses import dataclass

from chassis.caller import MEMBERS, PLATFORM, Caller, Role


@dataclass(frozen=True, kw_only=True)
class Membership:
    """One person's role in one tenant (domain §1.4).

    Attributes:
        active: False takes the role away and keeps the record.
        assigned_by: e-mail of who gave it.
    """

    tenant_id: str
    user_id: str
    email: str
    role: Role
    assigned_at: str
    assigned_by: str
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class StaffMember:
    """One person's role as platform staff."""

    user_id: str
    email: str
    role: Role
    assigned_at: str
    assigned_by: str
    active: bool = True


@dataclass(frozen=True)
class Identity:
    """Whom a verified token speaks of: `user_id` is `user-` and the pool's subject, `email` is in lower case."""

    user_id: str
    email: str


def caller_of(identity: Identity, held: Iterable[Membership | StaffMember]) -> Caller:
    """The identity with the roles that it holds now; a role of the wrong kind gives nothing."""
    active = [one for one in held if one.active]
    staff = [one.role for one in active if isinstance(one, StaffMember) and one.role in PLATFORM]
    tenants = {one.tenant_id: one.role for one in active if isinstance(one, Membership) and one.role in MEMBERS}
    return Caller(identity.user_id, identity.email, staff[0] if staff else None, tenants)
