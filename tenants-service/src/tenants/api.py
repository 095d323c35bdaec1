"""The acts of the tenants API, one per route; a handler is imported at its first request."""

from chassis.http.api import Api
from chassis.http.routes import Act, act, health
from tenants.domain.permissions import RULES

_TENANTS = "/v1.0/tenants"
_TENANT = f"{_TENANTS}/{{tenant_id}}"
_LIFECYCLE = f"{_TENANT}/lifecycle"
_MEMBERS = f"{_TENANT}/users"
_MEMBER = f"{_MEMBERS}/{{user_id}}"
_PERSON = "/v1.0/users/{user_id}"
_DIVISIONS = f"{_TENANT}/divisions"
_GROUPS = f"{_DIVISIONS}/{{division_id}}/groups"
_TEAMS = f"{_GROUPS}/{{group_id}}/teams"
_TEAM_USERS = f"{_TEAMS}/{{team_id}}/users"


def _unit_acts(unit: str, parent: str, collection: str) -> dict[str, Act]:
    """The five acts of one level of the hierarchy; one set of handlers serves all three levels."""
    words = {"unit": unit, "parent": parent}
    own = f"{collection}/{{{unit}_id}}"
    handlers = "tenants.handlers.units"
    return {
        f"GET {collection}": act(f"{handlers}.list_units", name=f"list_{unit}s", words=words, tag="hierarchy"),
        f"POST {collection}": act(
            f"{handlers}.create_unit", name=f"create_{unit}", words=words, tag="hierarchy", status=201
        ),
        f"GET {own}": act(f"{handlers}.get_unit", name=f"get_{unit}", words=words, tag="hierarchy"),
        f"PUT {own}": act(f"{handlers}.update_unit", name=f"update_{unit}", words=words, tag="hierarchy"),
        f"DELETE {own}": act(
            f"{handlers}.delete_unit",
            name=f"delete_{unit}",
            words=words,
            tag="hierarchy",
            status=204,
            may_be_accepted=True,
        ),
    }


api = Api(
    "tenants",
    {
        "GET /v1.0": act("tenants.handlers.root.get_root", tag="root"),
        "GET /v1.0/users/me": act("tenants.handlers.root.get_current_user", tag="root"),
        f"POST {_TENANTS}": act("tenants.handlers.tenants.create_tenant", status=201),
        f"GET {_TENANTS}": act("tenants.handlers.tenants.list_tenants"),
        f"GET {_TENANT}": act("tenants.handlers.tenants.get_tenant"),
        f"PUT {_TENANT}": act("tenants.handlers.tenants.update_tenant"),
        f"DELETE {_TENANT}": act("tenants.handlers.tenants.delete_tenant"),
        f"POST {_LIFECYCLE}/suspend": act("tenants.handlers.tenant_lifecycle.suspend_tenant"),
        f"POST {_LIFECYCLE}/resume": act("tenants.handlers.tenant_lifecycle.resume_tenant"),
        f"POST {_LIFECYCLE}/park": act("tenants.handlers.tenant_lifecycle.park_tenant"),
        f"POST {_LIFECYCLE}/unpark": act("tenants.handlers.tenant_lifecycle.unpark_tenant"),
        f"POST {_LIFECYCLE}/retry": act("tenants.handlers.tenant_lifecycle.retry_tenant"),
        f"GET {_TENANT}/events": act("tenants.handlers.tenant_events.list_tenant_events", tag="audit"),
        f"GET {_TENANT}/hierarchy": act("tenants.handlers.hierarchy.get_hierarchy", tag="hierarchy"),
        f"POST {_TENANT}/hierarchy/deletions/{{operation_id}}/retry": act(
            "tenants.handlers.hierarchy.retry_deletion", tag="hierarchy", status=202
        ),
        **_unit_acts("division", "tenant", _DIVISIONS),
        **_unit_acts("group", "division", _GROUPS),
        **_unit_acts("team", "group", _TEAMS),
        f"GET {_TEAM_USERS}": act("tenants.handlers.team_users.list_team_users", tag="hierarchy"),
        f"POST {_TEAM_USERS}": act("tenants.handlers.team_users.assign_team_user", tag="hierarchy", status=201),
        f"DELETE {_TEAM_USERS}/{{user_id}}": act(
            "tenants.handlers.team_users.unassign_team_user", tag="hierarchy", status=204
        ),
        f"GET {_MEMBERS}": act("tenants.handlers.users.list_users", tag="users"),
        f"GET {_MEMBER}": act("tenants.handlers.users.get_tenant_user", tag="users"),
        f"PUT {_MEMBER}": act("tenants.handlers.users.update_user_role", tag="users"),
        f"PUT {_MEMBER}/role": act("tenants.handlers.users.set_user_role", tag="users"),
        f"DELETE {_MEMBER}": act("tenants.handlers.users.unassign_user", tag="users", status=204),
        f"GET {_PERSON}": act("tenants.handlers.users.get_user", tag="users"),
        f"GET {_PERSON}/tenants": act("tenants.handlers.users.list_user_tenants", tag="users"),
        "POST /v1.0/authz/check": act("tenants.handlers.authorization.check_authorization", tag="authorization"),
        **health("tenants"),
    },
    RULES,
)
