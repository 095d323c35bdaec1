"""The instances API: all routes under one resolver; imports without an environment."""

from chassis.http.api import Api
from chassis.http.health import health_routes
from instances.domain.permissions import RULES
from instances.handlers import instances

api = Api("instances", [instances.routes, health_routes("instances")], RULES)
