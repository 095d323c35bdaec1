"""Who may do what with tenants: one row an act."""

from chassis.authorization import Relation, Rule, Rules
from chassis.caller import EVERYBODY, Role

RULES: Rules = {
    "get_root": Rule(Relation.PUBLIC),
    "get_current_user": Rule(Relation.SIGNED_IN),
    "create_tenant": Rule(
        Relation.PLATFORM,
        frozenset({Role.PLATFORM_ADMIN, Role.PLATFORM_OPERATOR}),
        audited=("organizationName", "contactEmail", "environment"),
    ),
    "list_tenants": Rule(Relation.SIGNED_IN),
    "get_tenant": Rule(Relation.TENANT, EVERYBODY),
    "get_tenants_health": Rule(Relation.PUBLIC),
}
