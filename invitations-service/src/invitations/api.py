"""The invitations API: all routes under one resolver; imports without an environment."""

from chassis.http.api import Api
from chassis.http.health import health_routes
from invitations.domain.permissions import RULES
from invitations.handlers import answers, invitations

api = Api("invitations", [invitations.routes, answers.routes, health_routes("invitations")], RULES)
