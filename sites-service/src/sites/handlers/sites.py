"""Handlers of sites."""

from chassis.http.envelope import PageSize, StartAt
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.request_context import RequestContext
from chassis.http.responses import Response
from chassis.http.routes import problems
from sites.domain.errors import (
    InstanceNotActive,
    QuotaExceeded,
    SiteNotFound,
    SubdomainTaken,
    TemplateNotFound,
    TenantNotActive,
)
from sites.domain.site import SiteFilter
from sites.handlers.accepted import accept_site
from sites.handlers.params import Environment, Sites, Status
from sites.schemas.accepted import SiteWithOperationReply
from sites.schemas.site import CreateSiteRequest, SitePage, SiteReply, SiteResource, site_offer


@problems(SubdomainTaken, TenantNotActive, InstanceNotActive, QuotaExceeded, TemplateNotFound)
def create_site(
    tenant_id: str, request: CreateSiteRequest, context: RequestContext, sites: Sites
) -> Response[SiteWithOperationReply]:
    """Create a site.

    We accept it at once; the operation tells how it goes, and the administrator gets a mail when it is live.
    """
    return accept_site(sites.create_site(context, tenant_id, request.to_domain()), context)


@problems(InvalidCursor)
def list_sites(
    tenant_id: str,
    context: RequestContext,
    sites: Sites,
    status: Status = None,
    environment: Environment = None,
    page_size: PageSize = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> SitePage:
    """List the sites of a tenant.

    Newest first; filtered by status, they come by environment first.
    """
    wanted = SiteFilter(tenant_id, status, environment)
    found, cursor = sites.list_sites(context, wanted, size=page_size, start_at=start_at)
    return SitePage.of_sites(found, context, wanted, size=page_size, cursor=cursor)


@problems(SiteNotFound)
def get_site(tenant_id: str, site_id: str, context: RequestContext, sites: Sites) -> SiteReply:
    """Get a site."""
    site = sites.get_site(tenant_id, site_id)
    return SiteReply.of(SiteResource.of(site, context), context, site_offer(site, context))
