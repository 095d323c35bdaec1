"""What a client can do with a site, and where to go from it."""

from chassis.access.links import Affordance
from sites.domain.lifecycle import SiteAction

SITE_LINKS = (
    Affordance("self", "get_site"),
    Affordance("collection", "list_sites"),
    Affordance("tenant", "get_tenant"),
    Affordance("status", "get_site_status"),
    Affordance("operation", "get_operation"),
    Affordance("retry", "retry_site", SiteAction.RETRY),
    Affordance("cancel", "cancel_site", SiteAction.CANCEL),
)
TEMPLATE_LINK = Affordance("template", "get_template")
LIST_LINKS = (
    Affordance("create", "create_site"),
    Affordance("tenant", "get_tenant"),
)
