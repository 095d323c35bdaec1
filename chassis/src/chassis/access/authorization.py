"""One deny-by-default table a service: operationId → who may; it drives the guards, the links and the docs."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from chassis.access.caller import MEMBERS, Caller, Role
from chassis.errors import Forbidden, NotFound, Unauthenticated
from chassis.runtime.records import dataclass


class Relation(StrEnum):
    """How the caller must stand to what the request names."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"  # anybody we know; the service narrows what they see
    TENANT = "tenant"  # one of the roles, held for the tenant in the path
    PLATFORM = "platform"  # one of the roles, held as platform staff
    RESOURCE = "resource"  # one of the roles, held for the tenant that the resource turns out to belong to


@dataclass(frozen=True)
class Rule:
    """Who may do one act.

    Attributes:
        relation: how the caller must stand to what the request names.
        roles: the roles that may.
        audited: body fields that go into the audit trail.
    """

    relation: Relation
    roles: frozenset[Role] = frozenset()
    audited: tuple[str, ...] = ()


type Rules = Mapping[str, Rule]

SIGN_IN_ADVICE = "Sign in, then send your ID token in the header 'Authorization: Bearer …'."
"""The next step of somebody who sent no token."""


class UnruledActError(RuntimeError):
    """A route without a row in the table: the function must not start."""


class TenantNotFound(NotFound):
    """Unknown, or foreign: the same words for both."""

    code, title = "TENANT_NOT_FOUND", "Tenant not found"

    def __init__(self) -> None:
        super().__init__(
            "No tenant with this id exists, or you are not a member of it. List your tenants with GET /v1.0/tenants."
        )


class RoleRequired(Forbidden):
    """The caller sees the thing, but holds none of the roles."""

    code, title = "ROLE_REQUIRED", "Your role does not allow this"

    def __init__(self, roles: Iterable[Role]) -> None:
        super().__init__(role_advice(roles), requiredRoles=sorted(roles))


_MEMBER_NAMES = {  # from the most to the least powerful, as a person would name them
    Role.TENANT_ADMIN: "an administrator",
    Role.TENANT_OPERATOR: "an operator",
    Role.TENANT_VIEWER: "a viewer",
}
_STAFF_NAMES = {
    Role.PLATFORM_ADMIN: "a platform administrator",
    Role.PLATFORM_OPERATOR: "a platform operator",
    Role.PLATFORM_VIEWER: "a platform viewer",
}


def role_advice(roles: Iterable[Role]) -> str:
    """Say which people hold one of `roles`, and what somebody without one can do."""
    held = set(roles)
    if MEMBERS.isdisjoint(held):
        return f"Only {_named(_STAFF_NAMES, held, 'our own staff')} can do this. Ask support to do it for you."
    who = _named(_MEMBER_NAMES, held, "a member")
    return f"Only {who} of the tenant can do this. Ask an administrator to do it, or to change your role."


def _named(names: Mapping[Role, str], held: set[Role], everybody: str) -> str:
    """Those of `names` whose role is `held`; `everybody` when all of them are."""
    found = [name for role, name in names.items() if role in held]
    return everybody if len(found) == len(names) else " or ".join(found)


def require_rows(rules: Rules, acts: Iterable[str]) -> None:
    """Stop the start when an act has no row.

    Raises:
        UnruledActError: at least one act is not in the table.
    """
    missing = sorted(set(acts) - set(rules))
    if missing:
        raise UnruledActError(f"no row in the authorization table for: {', '.join(missing)}")


def authorize(rule: Rule, caller: Caller, tenant_id: str | None) -> None:
    """Let the caller pass, or say why not.

    Raises:
        Unauthenticated: nobody knows who asks.
        TenantNotFound: the tenant does not exist for this caller.
        Forbidden: the caller's roles do not suffice.
    """
    if rule.relation is Relation.PUBLIC:
        return
    if not caller.signed_in:
        raise Unauthenticated(SIGN_IN_ADVICE)
    if rule.relation in (Relation.SIGNED_IN, Relation.RESOURCE):
        return
    if rule.relation is Relation.TENANT:
        _require_tenant(rule, caller, tenant_id)
    elif caller.platform_role not in rule.roles:
        raise RoleRequired(rule.roles)


def _require_tenant(rule: Rule, caller: Caller, tenant_id: str | None) -> None:
    if tenant_id is None or not caller.sees(tenant_id):
        raise TenantNotFound
    if not caller.roles_in(tenant_id) & rule.roles:
        raise RoleRequired(rule.roles)


def permits(rule: Rule, caller: Caller, tenant_id: str | None) -> bool:
    """Whether the caller's roles suffice; for links, which show only what would be accepted."""
    if rule.relation is Relation.PUBLIC:
        return True
    if rule.relation is Relation.SIGNED_IN:
        return caller.signed_in
    if rule.relation is Relation.PLATFORM:
        return caller.platform_role in rule.roles
    return bool(caller.roles_in(tenant_id) & rule.roles)
