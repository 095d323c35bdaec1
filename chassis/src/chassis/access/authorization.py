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


class UnruledActError(RuntimeError):
    """A route without a row in the table: the function must not start."""


class TenantNotFound(NotFound):
    """Unknown, or foreign: the same words for both."""

    code, title = "TENANT_NOT_FOUND", "There is no such tenant"

    def __init__(self) -> None:
        super().__init__("There is no tenant with this id that you can see. List yours with GET /v1.0/tenants.")


class RoleRequired(Forbidden):
    """The caller sees the thing, but holds none of the roles."""

    code, title = "ROLE_REQUIRED", "Your role does not allow this"

    def __init__(self, roles: Iterable[Role]) -> None:
        super().__init__(refusal(roles), requiredRoles=sorted(roles))


def refusal(roles: Iterable[Role]) -> str:
    """What to tell somebody who holds none of `roles`."""
    named = sorted(roles)
    needed = f"the role {named[0]}" if len(named) == 1 else f"one of the roles {', '.join(named)}"
    if MEMBERS.isdisjoint(named):
        way = "Only platform staff hold it: ask support to do this for you."
    else:
        way = "Ask an administrator of the tenant for it."
    return f"This needs {needed}. {way}"


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
        raise Unauthenticated("Send a valid ID token as 'Authorization: Bearer <token>'.")
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
