"""What a client can do with a tenant, and where it can begin."""

from collections.abc import Callable
from dataclasses import replace

from chassis.access.authorization import Relation, Rule, Rules
from chassis.access.caller import EVERYBODY, PLATFORM, Caller, Role
from chassis.access.links import Affordance, Offer, offer
from tenants.domain.lifecycle import TENANT_LIFECYCLE, TenantAction
from tenants.domain.membership import Membership
from tenants.domain.permissions import RULES
from tenants.domain.tenant import TenantStatus
from tenants.domain.unit import Level, Unit

ELSEWHERE: Rules = {  # rows of other services' tables, repeated here because services share no code; a test compares
    "list_instances": Rule(Relation.PLATFORM, PLATFORM),
    "create_instance": Rule(Relation.PLATFORM, frozenset({Role.PLATFORM_ADMIN})),
    "list_sites": Rule(Relation.TENANT, EVERYBODY),
    "list_tenant_operations": Rule(Relation.TENANT, EVERYBODY),
    "list_templates": Rule(Relation.SIGNED_IN),
    "list_operations": Rule(Relation.SIGNED_IN),
    "list_invitations": Rule(Relation.TENANT, PLATFORM | {Role.TENANT_ADMIN}),
    "create_invitation": Rule(Relation.TENANT, frozenset({Role.PLATFORM_ADMIN, Role.TENANT_ADMIN})),
}
_TENANT = "/v1.0/tenants/{tenant_id}"
_LIFECYCLE = f"{_TENANT}/lifecycle"

TENANT_LINKS = (
    Affordance("self", RULES["get_tenant"], _TENANT),
    Affordance("collection", RULES["list_tenants"], "/v1.0/tenants"),
    Affordance("sites", ELSEWHERE["list_sites"], f"{_TENANT}/sites"),
    Affordance("operations", ELSEWHERE["list_tenant_operations"], f"{_TENANT}/operations"),
    Affordance("instances", ELSEWHERE["list_instances"], f"{_TENANT}/instances"),
    Affordance("events", RULES["list_tenant_events"], f"{_TENANT}/events"),
    Affordance("hierarchy", RULES["get_hierarchy"], f"{_TENANT}/hierarchy"),
    Affordance("divisions", RULES["list_divisions"], f"{_TENANT}/divisions"),
    Affordance("users", RULES["list_users"], f"{_TENANT}/users"),
    Affordance("invitations", ELSEWHERE["list_invitations"], f"{_TENANT}/invitations"),
    Affordance("invite_user", ELSEWHERE["create_invitation"], f"{_TENANT}/invitations", "POST", TenantAction.MANAGE),
    Affordance("create_division", RULES["create_division"], f"{_TENANT}/divisions", "POST", TenantAction.MANAGE),
    Affordance("assign_user", RULES["assign_user"], f"{_TENANT}/users", "POST", TenantAction.MANAGE),
    Affordance("provision", ELSEWHERE["create_instance"], f"{_TENANT}/instances", "POST", TenantAction.ACTIVATE),
    Affordance("update", RULES["update_tenant"], _TENANT, "PUT", TenantAction.UPDATE),
    Affordance("suspend", RULES["suspend_tenant"], f"{_LIFECYCLE}/suspend", "POST", TenantAction.SUSPEND),
    Affordance("resume", RULES["resume_tenant"], f"{_LIFECYCLE}/resume", "POST", TenantAction.RESUME),
    Affordance("park", RULES["park_tenant"], f"{_LIFECYCLE}/park", "POST", TenantAction.PARK),
    Affordance("unpark", RULES["unpark_tenant"], f"{_LIFECYCLE}/unpark", "POST", TenantAction.UNPARK),
    Affordance("retry", RULES["retry_tenant"], f"{_LIFECYCLE}/retry", "POST", TenantAction.RETRY),
    Affordance("delete", RULES["delete_tenant"], _TENANT, "DELETE", TenantAction.DEPROVISION),
    Affordance(
        "force_delete", RULES["delete_tenant"], f"{_TENANT}?force=true", "DELETE", TenantAction.FORCE_DEPROVISION
    ),
)
HIERARCHY_LINKS = (
    Affordance("self", RULES["get_hierarchy"], f"{_TENANT}/hierarchy"),
    Affordance("tenant", RULES["get_tenant"], _TENANT),
    Affordance("divisions", RULES["list_divisions"], f"{_TENANT}/divisions"),
)
_READS = {
    Level.DIVISION: ("division", f"{_TENANT}/divisions", f"{_TENANT}/divisions/{{division_id}}", "group"),
    Level.GROUP: (
        "group",
        f"{_TENANT}/divisions/{{division_id}}/groups",
        f"{_TENANT}/divisions/{{division_id}}/groups/{{group_id}}",
        "team",
    ),
    Level.TEAM: (
        "team",
        f"{_TENANT}/divisions/{{division_id}}/groups/{{group_id}}/teams",
        f"{_TENANT}/divisions/{{division_id}}/groups/{{group_id}}/teams/{{team_id}}",
        "user",
    ),
}


def _unit_links(level: Level) -> tuple[Affordance, ...]:
    kind, collection, own, below = _READS[level]
    manage = TenantAction.MANAGE
    return (
        Affordance("self", RULES[f"get_{kind}"], own),
        Affordance("collection", RULES[f"list_{kind}s"], collection),
        Affordance(f"{below}s", RULES[_BELOW[level][0]], f"{own}/{below}s"),
        Affordance("update", RULES[f"update_{kind}"], own, "PUT", manage),
        Affordance("delete", RULES[f"delete_{kind}"], own, "DELETE", manage),
        Affordance("cascade_delete", RULES[f"delete_{kind}"], f"{own}?cascade=true", "DELETE", manage),
        Affordance(f"create_{below}", RULES[_BELOW[level][1]], f"{own}/{below}s", "POST", manage),
    )


_BELOW = {
    Level.DIVISION: ("list_groups", "create_group"),
    Level.GROUP: ("list_teams", "create_team"),
    Level.TEAM: ("list_team_users", "assign_team_user"),
}
UNIT_LINKS = {level: _unit_links(level) for level in Level}


def unit_ids(unit: Unit) -> dict[str, str]:
    """What fills the links of a unit."""
    return {"tenant_id": unit.tenant_id} | dict(zip(("division_id", "group_id", "team_id"), unit.path, strict=False))


def unit_offer(unit: Unit, caller: Caller, status: TenantStatus) -> Offer:
    """What `caller` may do with a unit of a tenant of this `status`."""
    offered = offer(
        UNIT_LINKS[unit.level],
        caller=caller,
        tenant_id=unit.tenant_id,
        ids=unit_ids(unit),
        lifecycle=TENANT_LIFECYCLE,
        state=status,
    )
    if not unit.active:
        return _withdrawn(offered, lambda rel, link: "method" in link and rel != "cascade_delete", _CLOSING)
    if unit.children:
        return _withdrawn(offered, lambda rel, _: rel == "delete", _SOMETHING_BELOW)
    return offered


_CLOSING = {
    "code": "OPERATION_IN_PROGRESS",
    "reason": "We are deleting this with everything in it.",
    "unlock": "Follow its operation to see the progress. Repeat the deletion if the operation failed.",
}
_SOMETHING_BELOW = {
    "code": "DEPENDENCIES_EXIST",
    "reason": "It is not empty.",
    "unlock": "Delete what is in it first, or delete everything at once with ?cascade=true.",
}


def _withdrawn(offered: Offer, unless: Callable[[str, dict[str, str]], bool], why: dict[str, str]) -> Offer:
    """The offer without the links that `unless` names, and why they are not there."""
    gone = {rel for rel, link in offered.links.items() if unless(rel, link)}
    links = {rel: link for rel, link in offered.links.items() if rel not in gone}
    return Offer(links, {**offered.unavailable, **dict.fromkeys(gone, why)})


_USER = f"{_TENANT}/users/{{user_id}}"
MEMBER_LINKS = (
    Affordance("self", RULES["get_tenant_user"], _USER),
    Affordance("collection", RULES["list_users"], f"{_TENANT}/users"),
    Affordance("user", RULES["get_user"], "/v1.0/users/{user_id}"),
    Affordance("tenants", RULES["list_user_tenants"], "/v1.0/users/{user_id}/tenants"),
    Affordance("update_role", RULES["update_user_role"], _USER, "PUT", TenantAction.UPDATE),
    Affordance("remove", RULES["unassign_user"], _USER, "DELETE", TenantAction.UPDATE),
)
PERSON_LINKS = (
    Affordance("self", RULES["get_user"], "/v1.0/users/{user_id}"),
    Affordance("tenants", RULES["list_user_tenants"], "/v1.0/users/{user_id}/tenants"),
)
TEAM_USER_LINKS = (
    Affordance("member", RULES["get_tenant_user"], _USER),
    Affordance("team", RULES["get_team"], _READS[Level.TEAM][2]),
    Affordance("collection", RULES["list_team_users"], f"{_READS[Level.TEAM][2]}/users"),
)
_LAST_ADMIN = {
    "code": "LAST_ADMIN",
    "reason": "This person is the only administrator of the tenant.",
    "unlock": "Make another member an administrator first.",
}


def member_offer(member: Membership, caller: Caller, status: TenantStatus, admins: int) -> Offer:
    """What `caller` may do with a member of a tenant of this `status` that has so many `admins`."""
    offered = offer(
        MEMBER_LINKS,
        caller=caller,
        tenant_id=member.tenant_id,
        ids={"tenant_id": member.tenant_id, "user_id": member.user_id},
        lifecycle=TENANT_LIFECYCLE,
        state=status,
    )
    if member.is_admin and admins <= 1:
        return _withdrawn(offered, lambda _, link: "method" in link, _LAST_ADMIN)
    return offered


COLLECTION_LINKS = (Affordance("create", RULES["create_tenant"], "/v1.0/tenants", "POST"),)
MEMBERSHIP_LINKS = tuple(  # an action needs the tenant's status, which a caller does not carry
    link for link in TENANT_LINKS if link.action is None
)
USER_LINKS = (
    Affordance("self", RULES["get_current_user"], "/v1.0/users/me"),
    Affordance("tenants", RULES["list_tenants"], "/v1.0/tenants"),
)
ROOT_LINKS = (
    Affordance("self", RULES["get_root"], "/v1.0"),
    Affordance("health", RULES["get_tenants_health"], "/v1.0/health/tenants"),
    Affordance("me", RULES["get_current_user"], "/v1.0/users/me"),
    Affordance("tenants", RULES["list_tenants"], "/v1.0/tenants"),
    Affordance("create_tenant", RULES["create_tenant"], "/v1.0/tenants", "POST"),
    Affordance("templates", ELSEWHERE["list_templates"], "/v1.0/templates"),
)
_OPERATIONS = Affordance("operations", ELSEWHERE["list_operations"], "/v1.0/operations")
_WHOSE_OPERATIONS = {
    "code": "TENANT_REQUIRED",
    "reason": "You can see the operations of one tenant at a time.",
    "unlock": "Open a tenant and follow its operations link.",
}


def root_offer(caller: Caller) -> Offer:
    """Where `caller` can begin; only a member of exactly one tenant need not say whose operations to list."""
    if len(caller.memberships) == 1 and not caller.platform_role:
        return offer((*ROOT_LINKS, _OPERATIONS), caller=caller, tenant_id=None, ids={})
    offered = offer(ROOT_LINKS, caller=caller, tenant_id=None, ids={})
    if not caller.signed_in:
        return offered
    return replace(offered, unavailable={**offered.unavailable, "operations": _WHOSE_OPERATIONS})
