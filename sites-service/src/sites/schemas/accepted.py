"""The promise of a site on the wire."""

from typing import Self

from chassis.http.envelope import Reply, Wire
from chassis.http.request_context import RequestContext
from chassis.operations.operation_resource import OperationResource
from sites.schemas.site import SiteResource, site_offer
from sites.services.promises import Promise


class SiteWithOperationResource(Wire):
    """The site and the operation that works on it; `operation` is null only when it is too old to be kept."""

    operation: OperationResource | None
    site: SiteResource


class SiteWithOperationReply(Reply[SiteWithOperationResource]):
    """The promise in its envelope."""

    relations = SiteResource.relations

    @classmethod
    def of_promise(cls, promise: Promise, context: RequestContext) -> Self:
        """The promise as `call.caller` may see it."""
        operation = OperationResource.of(promise.operation, context) if promise.operation else None
        data = SiteWithOperationResource(operation=operation, site=SiteResource.of(promise.site, context))
        return cls.of(data, context, site_offer(promise.site, context))
