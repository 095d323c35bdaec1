"""The sites API: all routes under one resolver; imports without an environment."""

from chassis.http.api import Api
from chassis.http.health import health_routes
from sites.domain.permissions import RULES
from sites.handlers import site_actions, site_checks, sites

api = Api("sites", [sites.routes, site_actions.routes, site_checks.routes, health_routes("sites")], RULES)
