"""The acts of the templates API, one per route; a handler is imported at its first request."""

from chassis.http.api import Api
from chassis.http.routes import act, health
from templates.domain.permissions import RULES

api = Api(
    "templates",
    {
        "GET /v1.0/templates": act("templates.handlers.templates.list_templates"),
        "GET /v1.0/templates/{template_id}": act("templates.handlers.templates.get_template"),
        **health("templates"),
    },
    RULES,
)
