"""The answer to accepted work: 202 with the operation and the site."""

from chassis.http.request_context import RequestContext
from chassis.http.responses import Response, accepted
from sites.schemas.accepted import SiteWithOperationReply
from sites.services.site_operations import SiteWithOperation


def accept_site(found: SiteWithOperation, context: RequestContext) -> Response[SiteWithOperationReply]:
    """202, with the address of the operation."""
    return accepted(SiteWithOperationReply.of_accepted(found, context), found.site.operation_id)
