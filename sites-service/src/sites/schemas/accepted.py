"""A site with its operation on the wire."""

from typing import Self

from chassis.http.envelope import Reply, Wire
from chassis.http.request_context import RequestContext
from chassis.operations.operation_resource import OperationResource
from sites.schemas.site import SiteResource, site_offer
from sites.services.site_operations import SiteWithOperation


class SiteWithOperationResource(Wire):
    """The site and the operation that works on it; `operation` is null only when it is too old to be kept."""

    operation: OperationResource | None
    site: SiteResource


class SiteWithOperationReply(Reply[SiteWithOperationResource]):
    """Both in their envelope."""

    relations = SiteResource.relations

    @classmethod
    def of_accepted(cls, found: SiteWithOperation, context: RequestContext) -> Self:
        """Both as `context.caller` may see them."""
        operation = OperationResource.of(found.operation, context) if found.operation else None
        data = SiteWithOperationResource(operation=operation, site=SiteResource.of(found.site, context))
        return cls.of(data, context, site_offer(found.site, context))
