"""Handlers that tell how a site is."""

from chassis.http.request_context import RequestContext
from chassis.http.routes import problems
from sites.domain.errors import SiteNotFound
from sites.handlers.params import Sites
from sites.schemas.site import site_offer
from sites.schemas.status import SiteProgressReply, SiteProgressResource


@problems(SiteNotFound)
def get_site_status(tenant_id: str, site_id: str, context: RequestContext, sites: Sites) -> SiteProgressReply:
    """Tell how far a site has come.

    Progress and steps of the operation that works on it, or worked on it last.
    """
    found = sites.get_site_status(tenant_id, site_id)
    return SiteProgressReply.of(SiteProgressResource.of(found), context, site_offer(found.site, context))
