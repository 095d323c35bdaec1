"""A member of a tenant, as the tenants service reads them, and a person in all of their tenants."""

from chassis.access.caller import Caller, Role
from chassis.runtime.records import dataclass


@dataclass(frozen=True, kw_only=True)
class Member:
    """One person's role in one tenant (domain §1.4).

    Attributes:
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


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person who has signed in at least once; `tenants` are the ids of the tenants that they are a member of."""

    user_id: str
    tenants: frozenset[str]

    def shown_to(self, caller: Caller) -> frozenset[str]:
        """The person's tenants that `caller` may see: all for platform staff, else those that they share."""
        return self.tenants if caller.platform_role else self.tenants & caller.memberships.keys()

    def is_visible_to(self, caller: Caller) -> bool:
        """Whether `caller` may learn that the platform knows the person."""
        return caller.platform_role is not None or bool(self.shown_to(caller))
