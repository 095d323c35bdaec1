"""The answer to accepted work: 202 with the operation and the site."""

from chassis.http.request_context import RequestContext
from chassis.http.responses import Response, accepted
from sites.schemas.accepted import SiteWithOperationReply
from sites.services.promises import Promise


def promised(promise: Promise, context: RequestContext) -> Response[SiteWithOperationReply]:
    """202, with the address of the operation."""
    return accepted(SiteWithOperationReply.of_promise(promise, context), promise.site.operation_id)
