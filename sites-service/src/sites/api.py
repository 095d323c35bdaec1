"""The acts of the sites API, one per route; a handler is imported at its first request."""

from chassis.http.api import Api
from chassis.http.routes import act, health
from sites.domain.permissions import RULES

_SITES = "/v1.0/tenants/{tenant_id}/sites"
_SITE = f"{_SITES}/{{site_id}}"

api = Api(
    "sites",
    {
        f"POST {_SITES}": act("sites.handlers.sites.create_site", status=202),
        f"GET {_SITES}": act("sites.handlers.sites.list_sites"),
        f"GET {_SITE}": act("sites.handlers.sites.get_site"),
        f"GET {_SITE}/status": act("sites.handlers.site_checks.get_site_status"),
        f"POST {_SITE}/retry": act("sites.handlers.site_actions.retry_site", status=202),
        f"POST {_SITE}/cancel": act("sites.handlers.site_actions.cancel_site"),
        **health("sites"),
    },
    RULES,
)
