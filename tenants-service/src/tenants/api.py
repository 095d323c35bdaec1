"""The tenants API: all routes under one resolver; imports without an environment."""

from chassis.api import Api
from chassis.health import health_routes
from tenants.domain.permissions import RULES
from tenants.handlers import root, tenants

api = Api("tenants", [root.routes, tenants.routes, health_routes("tenants")], RULES)
