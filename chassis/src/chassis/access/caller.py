"""Who is asking, with which roles; made by the authorizer, passed as an argument, never read from a global."""

import json
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Self

from chassis.runtime.records import dataclass


class Role(StrEnum):
    """Platform staff and tenant roles (domain §6.5); a caller may hold one of each kind."""

    PLATFORM_ADMIN = "platform_admin"
    PLATFORM_OPERATOR = "platform_operator"
    PLATFORM_VIEWER = "platform_viewer"
    TENANT_ADMIN = "tenant_admin"
    TENANT_OPERATOR = "tenant_operator"
    TENANT_VIEWER = "tenant_viewer"


PLATFORM = frozenset({Role.PLATFORM_ADMIN, Role.PLATFORM_OPERATOR, Role.PLATFORM_VIEWER})
MEMBERS = frozenset({Role.TENANT_ADMIN, Role.TENANT_OPERATOR, Role.TENANT_VIEWER})
EVERYBODY = PLATFORM | MEMBERS


@dataclass(frozen=True)
class Caller:
    """A verified identity and its memberships.

    Attributes:
        user_id: `user-` and the subject of the identity pool; empty for an anonymous caller.
        email: the verified address, lower case.
        platform_role: the role as platform staff, if any.
        memberships: tenant id → role there.
    """

    user_id: str
    email: str
    platform_role: Role | None = None
    memberships: Mapping[str, Role] = field(default_factory=dict)

    @property
    def signed_in(self) -> bool:
        """Whether we know who this is."""
        return bool(self.user_id)

    def roles_in(self, tenant_id: str | None) -> frozenset[Role]:
        """All roles that count for a request on `tenant_id` (None: on no tenant)."""
        held = {self.platform_role, self.memberships.get(tenant_id) if tenant_id else None}
        return frozenset(role for role in held if role)

    def sees(self, tenant_id: str) -> bool:
        """Whether this tenant exists at all for the caller."""
        return self.platform_role is not None or tenant_id in self.memberships

    def to_context(self) -> str:
        """Compact JSON for the authorizer's context."""
        members = {tenant: role.value for tenant, role in self.memberships.items()}
        return json.dumps(
            {"u": self.user_id, "e": self.email, "p": self.platform_role, "m": members}, separators=(",", ":")
        )

    @classmethod
    def from_context(cls, text: str) -> Self:
        """What `to_context` wrote."""
        found = json.loads(text)
        members = {tenant: Role(role) for tenant, role in found["m"].items()}
        return cls(found["u"], found["e"], Role(found["p"]) if found["p"] else None, members)


ANONYMOUS = Caller(user_id="", email="")
