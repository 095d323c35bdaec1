"""The answer to accepted work: 202 with the operation and the site."""

from aws_lambda_powertools.event_handler import Response

from chassis.http.api import RequestContext, accepted
from sites.schemas.accepted import AcceptedSiteReply
from sites.services.site_operations import SiteWithOperation


def accept_site(found: SiteWithOperation, context: RequestContext) -> Response[AcceptedSiteReply]:
    """202, with the address of the operation."""
    return accepted(AcceptedSiteReply.of_accepted(found, context), found.site.operation_id)
