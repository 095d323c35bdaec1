"""What a client can do with a tenant, and where it can begin."""

from dataclasses import replace

from chassis.authorization import Relation, Rule, Rules
from chassis.caller import EVERYBODY, PLATFORM, Caller, Role
from chassis.links import Affordance, Offer, offer
from tenants.domain.lifecycle import TenantAction
from tenants.domain.permissions import RULES

ELSEWHERE: Rules = {  # rows of other services' tables, repeated here because services share no code; a test compares
    "list_instances": Rule(Relation.PLATFORM, PLATFORM),
    "create_instance": Rule(Relation.PLATFORM, frozenset({Role.PLATFORM_ADMIN})),
    "list_sites": Rule(Relation.TENANT, EVERYBODY),
    "list_tenant_operations": Rule(Relation.TENANT, EVERYBODY),
    "list_templates": Rule(Relation.SIGNED_IN),
    "list_operations": Rule(Relation.SIGNED_IN),
}
_TENANT = "/v1.0/tenants/{tenant_id}"

TENANT_LINKS = (
    Affordance("self", RULES["get_tenant"], _TENANT),
    Affordance("collection", RULES["list_tenants"], "/v1.0/tenants"),
    Affordance("sites", ELSEWHERE["list_sites"], f"{_TENANT}/sites"),
    Affordance("operations", ELSEWHERE["list_tenant_operations"], f"{_TENANT}/operations"),
    Affordance("instances", ELSEWHERE["list_instances"], f"{_TENANT}/instances"),
    Affordance("provision", ELSEWHERE["create_instance"], f"{_TENANT}/instances", "POST", TenantAction.ACTIVATE),
)
COLLECTION_LINKS = (Affordance("create", RULES["create_tenant"], "/v1.0/tenants", "POST"),)
MEMBERSHIP_LINKS = TENANT_LINKS[:5]  # the provision link needs the tenant's status, which a caller does not carry
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
    "reason": "Operations are listed one tenant at a time.",
    "unlock": "Follow the operations link of one of the tenants.",
}


def root_offer(caller: Caller) -> Offer:
    """Where `caller` can begin; only a member of exactly one tenant need not say whose operations to list."""
    if len(caller.memberships) == 1 and not caller.platform_role:
        return offer((*ROOT_LINKS, _OPERATIONS), caller=caller, tenant_id=None, ids={})
    offered = offer(ROOT_LINKS, caller=caller, tenant_id=None, ids={})
    if not caller.signed_in:
        return offered
    return replace(offered, unavailable={**offered.unavailable, "operations": _WHOSE_OPERATIONS})
