"""What a client can do with a site, and where to go from it."""

from chassis.access.links import Affordance
from sites.domain.lifecycle import SiteAction
from sites.domain.permissions import RULES

_SITES = "/v1.0/tenants/{tenant_id}/sites"
_SITE = _SITES + "/{site_id}"

SITE_LINKS = (
    Affordance("self", RULES["get_site"], _SITE),
    Affordance("collection", RULES["list_sites"], _SITES),
    Affordance("tenant", RULES["get_site"], "/v1.0/tenants/{tenant_id}"),
    Affordance("status", RULES["get_site_status"], f"{_SITE}/status"),
    Affordance("operation", RULES["get_site"], "/v1.0/operations/{operation_id}"),
    Affordance("retry", RULES["retry_site"], f"{_SITE}/retry", "POST", SiteAction.RETRY),
    Affordance("cancel", RULES["cancel_site"], f"{_SITE}/cancel", "POST", SiteAction.CANCEL),
)
TEMPLATE_LINK = Affordance("template", RULES["get_site"], "/v1.0/templates/{template_id}")
LIST_LINKS = (
    Affordance("create", RULES["create_site"], _SITES, "POST"),
    Affordance("tenant", RULES["list_sites"], "/v1.0/tenants/{tenant_id}"),
)
