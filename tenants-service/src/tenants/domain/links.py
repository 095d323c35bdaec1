"""Links of the API's root, tenants, units and people."""

from collections.abc import Callable
from dataclasses import replace

from chassis.access.caller import Caller
from chassis.access.links import Affordance, Offer, offer
from tenants.domain.lifecycle import TENANT_LIFECYCLE, TenantAction
from tenants.domain.membership import Membership
from tenants.domain.tenant import TenantStatus
from tenants.domain.unit import Level, Unit

TENANT_LINKS = (
    Affordance("self", "get_tenant"),
    Affordance("collection", "list_tenants"),
    Affordance("sites", "list_sites"),
    Affordance("operations", "list_tenant_operations"),
    Affordance("instances", "list_instances"),
    Affordance("events", "list_tenant_events"),
    Affordance("hierarchy", "get_hierarchy"),
    Affordance("divisions", "list_divisions"),
    Affordance("users", "list_users"),
    Affordance("invitations", "list_invitations"),
    Affordance("invite_user", "create_invitation", TenantAction.MANAGE),
    Affordance("create_division", "create_division", TenantAction.MANAGE),
    Affordance("assign_user", "assign_user", TenantAction.MANAGE),
    Affordance("provision", "create_instance", TenantAction.ACTIVATE),
    Affordance("update", "update_tenant", TenantAction.UPDATE),
    Affordance("suspend", "suspend_tenant", TenantAction.SUSPEND),
    Affordance("resume", "resume_tenant", TenantAction.RESUME),
    Affordance("park", "park_tenant", TenantAction.PARK),
    Affordance("unpark", "unpark_tenant", TenantAction.UNPARK),
    Affordance("retry", "retry_tenant", TenantAction.RETRY),
    Affordance("delete", "delete_tenant", TenantAction.DEPROVISION),
    Affordance("force_delete", "delete_tenant", TenantAction.FORCE_DEPROVISION, "force=true"),
)
HIERARCHY_LINKS = (
    Affordance("self", "get_hierarchy"),
    Affordance("tenant", "get_tenant"),
    Affordance("divisions", "list_divisions"),
)


def _unit_links(unit: str, below: str, list_below: str, create_below: str) -> tuple[Affordance, ...]:
    manage = TenantAction.MANAGE
    return (
        Affordance("self", f"get_{unit}"),
        Affordance("collection", f"list_{unit}s"),
        Affordance(f"{below}s", list_below),
        Affordance("update", f"update_{unit}", manage),
        Affordance("delete", f"delete_{unit}", manage),
        Affordance("cascade_delete", f"delete_{unit}", manage, "cascade=true"),
        Affordance(f"create_{below}", create_below, manage),
    )


UNIT_LINKS = {
    Level.DIVISION: _unit_links("division", "group", "list_groups", "create_group"),
    Level.GROUP: _unit_links("group", "team", "list_teams", "create_team"),
    Level.TEAM: _unit_links("team", "user", "list_team_users", "assign_team_user"),
}


def unit_ids(unit: Unit) -> dict[str, str]:
    """The path parameters of a unit's links."""
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
    """The offer without the links that `unless` selects; they are unavailable for the reason `why`."""
    gone = {rel for rel, link in offered.links.items() if unless(rel, link)}
    links = {rel: link for rel, link in offered.links.items() if rel not in gone}
    return Offer(links, {**offered.unavailable, **dict.fromkeys(gone, why)})


MEMBER_LINKS = (
    Affordance("self", "get_tenant_user"),
    Affordance("collection", "list_users"),
    Affordance("user", "get_user"),
    Affordance("tenants", "list_user_tenants"),
    Affordance("update_role", "update_user_role", TenantAction.UPDATE),
    Affordance("remove", "unassign_user", TenantAction.UPDATE),
)
PERSON_LINKS = (
    Affordance("self", "get_user"),
    Affordance("tenants", "list_user_tenants"),
)
TEAM_USER_LINKS = (
    Affordance("member", "get_tenant_user"),
    Affordance("team", "get_team"),
    Affordance("collection", "list_team_users"),
)
_LAST_ADMIN = {
    "code": "LAST_ADMIN",
    "reason": "This person is the only administrator of the tenant.",
    "unlock": "Make another member an administrator first.",
}


def member_offer(member: Membership, caller: Caller, status: TenantStatus, admins: int) -> Offer:
    """What `caller` may do with a member; `status` and `admins` (a count) are those of the tenant."""
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


COLLECTION_LINKS = (Affordance("create", "create_tenant"),)
MEMBERSHIP_LINKS = tuple(  # an action depends on the tenant's status, which the caller's record does not contain
    link for link in TENANT_LINKS if link.action is None
)
USER_LINKS = (
    Affordance("self", "get_current_user"),
    Affordance("tenants", "list_tenants"),
)
ROOT_LINKS = (
    Affordance("self", "get_root"),
    Affordance("health", "get_tenants_health"),
    Affordance("me", "get_current_user"),
    Affordance("tenants", "list_tenants"),
    Affordance("create_tenant", "create_tenant"),
    Affordance("templates", "list_templates"),
)
_OPERATIONS = Affordance("operations", "list_operations")
_WHOSE_OPERATIONS = {
    "code": "TENANT_REQUIRED",
    "reason": "You can see the operations of one tenant at a time.",
    "unlock": "Open a tenant and follow its operations link.",
}


def root_offer(caller: Caller) -> Offer:
    """The links of the root; the link to operations needs no tenant for a member of exactly one."""
    if len(caller.memberships) == 1 and not caller.platform_role:
        return offer((*ROOT_LINKS, _OPERATIONS), caller=caller, tenant_id=None, ids={})
    offered = offer(ROOT_LINKS, caller=caller, tenant_id=None, ids={})
    if not caller.signed_in:
        return offered
    return replace(offered, unavailable={**offered.unavailable, "operations": _WHOSE_OPERATIONS})
