"""The answer to accepted work: 202 with the operation and the site."""

from aws_lambda_powertools.event_handler import Response

from chassis.http.api import RequestContext, accepted
from sites.schemas.accepted import SitePromiseReply
from sites.services.promises import Promise


def promised(promise: Promise, context: RequestContext) -> Response[SitePromiseReply]:
    """202, with the address of the operation."""
    return accepted(SitePromiseReply.of_promise(promise, context), promise.site.operation_id)
