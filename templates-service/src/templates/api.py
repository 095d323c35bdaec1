"""The templates API: all routes under one resolver; imports without an environment."""

from chassis.http.api import Api
from chassis.http.health import health_routes
from templates.domain.permissions import RULES
from templates.handlers import templates

api = Api("templates", [templates.routes, health_routes("templates")], RULES)
