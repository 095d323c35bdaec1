"""A site with its accepted operation on the wire."""

from typing import Self

from chassis.http.envelope import Reply, Wire
from chassis.http.request_context import RequestContext
from chassis.operations.operation_resource import OperationResource
from sites.schemas.site import SiteResource, site_offer
from sites.services.site_operations import SiteWithOperation


class AcceptedSiteResource(Wire):
    """The site and the operation that works on it; `operation` is null only when it is too old to be kept."""

    operation: OperationResource | None
    site: SiteResource


class AcceptedSiteReply(Reply[AcceptedSiteResource]):
    """Both in their envelope."""

    @classmethod
    def of_accepted(cls, accepted: SiteWithOperation, context: RequestContext) -> Self:
        """Both as `call.caller` may see them."""
        operation = OperationResource.of(accepted.operation, context) if accepted.operation else None
        data = AcceptedSiteResource(operation=operation, site=SiteResource.of(accepted.site, context))
        return cls.of(data, context, site_offer(accepted.site, context))
