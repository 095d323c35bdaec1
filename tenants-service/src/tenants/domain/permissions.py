"""Who may do what with tenants: one row per act."""

from chassis.access.authorization import Relation, Rule, Rules
from chassis.access.caller import EVERYBODY, PLATFORM, Role

_STAFF_ADMIN = frozenset({Role.PLATFORM_ADMIN})
_ADMINS = frozenset({Role.PLATFORM_ADMIN, Role.TENANT_ADMIN})
_READ_PEOPLE = Rule(Relation.TENANT, PLATFORM | _ADMINS | {Role.TENANT_OPERATOR})

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
    "update_tenant": Rule(
        Relation.TENANT,
        _STAFF_ADMIN,
        audited=("organizationName", "contactEmail", "metadata", "division", "group", "team"),
    ),
    "delete_tenant": Rule(Relation.TENANT, _STAFF_ADMIN),
    "suspend_tenant": Rule(Relation.TENANT, _STAFF_ADMIN, audited=("reason",)),
    "resume_tenant": Rule(Relation.TENANT, _STAFF_ADMIN),
    "park_tenant": Rule(Relation.TENANT, _STAFF_ADMIN, audited=("reason",)),
    "unpark_tenant": Rule(Relation.TENANT, _STAFF_ADMIN),
    "retry_tenant": Rule(Relation.TENANT, _STAFF_ADMIN),
    "list_tenant_events": Rule(Relation.TENANT, PLATFORM | _ADMINS),
    "get_hierarchy": _READ_PEOPLE,
    **{f"list_{kind}s": _READ_PEOPLE for kind in ("division", "group", "team")},
    **{f"get_{kind}": _READ_PEOPLE for kind in ("division", "group", "team")},
    **{
        f"{verb}_{kind}": Rule(Relation.TENANT, _ADMINS, audited=("name", "description"))
        for kind in ("division", "group", "team")
        for verb in ("create", "update", "delete")
    },
    "retry_deletion": Rule(Relation.TENANT, _ADMINS),
    "list_users": _READ_PEOPLE,
    "get_tenant_user": _READ_PEOPLE,
    "update_user_role": Rule(Relation.TENANT, _ADMINS, audited=("role",)),
    "set_user_role": Rule(Relation.TENANT, _ADMINS, audited=("role",)),
    "unassign_user": Rule(Relation.TENANT, _ADMINS),
    "list_team_users": _READ_PEOPLE,
    "assign_team_user": Rule(Relation.TENANT, _ADMINS, audited=("userId",)),
    "unassign_team_user": Rule(Relation.TENANT, _ADMINS),
    "get_user": Rule(Relation.SIGNED_IN),
    "list_user_tenants": Rule(Relation.SIGNED_IN),
    "check_authorization": Rule(Relation.SIGNED_IN),
    "get_tenants_health": Rule(Relation.PUBLIC),
}
