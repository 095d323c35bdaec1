"""Handlers that act on a site."""

from chassis.errors import InvalidTransition
from chassis.http.request_context import RequestContext
from chassis.http.responses import Response
from chassis.http.routes import problems
from sites.domain.errors import (
    InstanceNotActive,
    QuotaExceeded,
    SiteChanged,
    SiteNotFound,
    SubdomainTaken,
    TenantNotActive,
)
from sites.handlers.accepted import accept_site
from sites.handlers.params import SiteChanges
from sites.schemas.accepted import SiteWithOperationReply


@problems(
    SiteNotFound, InvalidTransition, TenantNotActive, InstanceNotActive, SiteChanged, SubdomainTaken, QuotaExceeded
)
def retry_site(
    tenant_id: str, site_id: str, context: RequestContext, sites: SiteChanges
) -> Response[SiteWithOperationReply]:
    """Try a failed site again.

    The same operation goes on at the step that failed; after a cancellation a new one begins. A site that failed for
    good gave back its subdomain and its place in the plan: it takes them again, if they are still free.
    """
    return accept_site(sites.retry_site(context, tenant_id, site_id), context)


@problems(SiteNotFound, InvalidTransition, SiteChanged)
def cancel_site(tenant_id: str, site_id: str, context: RequestContext, sites: SiteChanges) -> SiteWithOperationReply:
    """Give up a site that is being made.

    Its worker stops at the next step. The site is FAILED with the code CANCELLED, keeps its subdomain and can be
    retried.
    """
    return SiteWithOperationReply.of_accepted(sites.cancel_site(context, tenant_id, site_id), context)
