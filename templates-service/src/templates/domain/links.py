"""Links of a template."""

from chassis.access.links import Affordance

TEMPLATE_LINKS = (
    Affordance("self", "get_template"),
    Affordance("collection", "list_templates"),
)
