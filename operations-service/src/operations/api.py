"""The operations API: all routes under one resolver; imports without an environment."""

from chassis.http.api import Api
from chassis.http.health import health_routes
from operations.domain.permissions import RULES
from operations.handlers import operations

api = Api("operations", [operations.routes, health_routes("operations")], RULES)
