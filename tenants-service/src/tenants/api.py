"""The tenants API: all routes under one resolver; imports without an environment."""

from chassis.http.api import Api
from chassis.http.health import health_routes
from tenants.domain.permissions import RULES
from tenants.handlers import (
    authorization,
    divisions,
    groups,
    root,
    team_users,
    teams,
    tenant_events,
    tenant_lifecycle,
    tenants,
    units,
    users,
)

api = Api(
    "tenants",
    [
        root.routes,
        tenants.routes,
        tenant_lifecycle.routes,
        tenant_events.routes,
        units.routes,
        divisions.routes,
        groups.routes,
        teams.routes,
        team_users.routes,
        users.routes,
        authorization.routes,
        health_routes("tenants"),
    ],
    RULES,
)
