"""The answer to accepted work: 202 with the operation and the site."""

from aws_lambda_powertools.event_handler import Response

from chassis.http.api import Call, accepted
from sites.schemas.accepted import AcceptedSiteReply
from sites.services.site_operations import SiteWithOperation


def accept_site(found: SiteWithOperation, call: Call) -> Response[AcceptedSiteReply]:
    """202, with the address of the operation."""
    return accepted(AcceptedSiteReply.of_accepted(found, call), found.site.operation_id)
