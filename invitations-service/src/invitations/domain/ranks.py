"""Who may give which role: nobody gives a role above their own (domain §6.6)."""

from collections.abc import Iterable

from chassis.access.caller import Role

_RANKS = {
    Role.TENANT_VIEWER: 1,
    Role.TENANT_OPERATOR: 2,
    Role.TENANT_ADMIN: 3,
    Role.PLATFORM_ADMIN: 3,
}
GRANTED = (Role.TENANT_ADMIN, Role.TENANT_OPERATOR, Role.TENANT_VIEWER)
INVITERS = frozenset({Role.TENANT_ADMIN, Role.PLATFORM_ADMIN})


def may_grant(held: Iterable[Role], role: Role) -> bool:
    """Whether a person with these roles may invite others to `role`."""
    return any(one in granters(role) for one in held)


def granters(role: Role) -> list[Role]:
    """The roles whose holders may give `role`."""
    return sorted(one for one in INVITERS if _RANKS[one] >= _RANKS[role])
