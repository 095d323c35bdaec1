"""What a client can do with a template."""

from chassis.access.links import Affordance
from templates.domain.permissions import RULES

TEMPLATE_LINKS = (
    Affordance("self", RULES["get_template"], "/v1.0/templates/{template_id}"),
    Affordance("collection", RULES["list_templates"], "/v1.0/templates"),
)
