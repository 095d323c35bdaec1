"""A site together with the operation that works on it."""

from collections.abc import Mapping

from chassis.access.acts import href
from chassis.http.request_context import RequestContext
from chassis.operations.operation import Operation
from chassis.operations.operation_log import OperationLog
from chassis.operations.operation_service import OperationService, WorkRequest
from chassis.runtime.records import dataclass
from sites.dao.site_dao import SiteDAO
from sites.domain.lifecycle import SiteStatus
from sites.domain.operation_types import SiteOperation
from sites.domain.site import Site


@dataclass(frozen=True)
class SiteWithOperation:
    """A site and the operation that works on it; the operation is None when it is too old to be kept."""

    site: Site
    operation: Operation | None


def work_request(operation_type: SiteOperation, tenant_id: str, site_id: str) -> WorkRequest:
    """The request for work on a site."""
    return WorkRequest(
        operation_type=operation_type,
        tenant_id=tenant_id,
        resource_id=site_id,
        resource_href=href("get_site", tenant_id=tenant_id, site_id=site_id),
    )


class SiteOperations:
    """Reads a site together with its operation, and waits for it as long as the caller wants to."""

    def __init__(self, sites: SiteDAO, log: OperationLog, work: OperationService) -> None:
        self.sites, self.log, self.work = sites, log, work

    def find(self, tenant_id: str, site_id: str) -> SiteWithOperation | None:
        """The site and its operation as they are now."""
        site = self.sites.get(tenant_id, site_id)
        return SiteWithOperation(site, self.log.find(site.operation_id)) if site else None

    def replay(self, tenant_id: str, result: Mapping[str, str]) -> SiteWithOperation | None:
        """What an earlier request with the same Idempotency-Key made, as it is now."""
        return self.find(tenant_id, result["siteId"])

    def wait_for(self, context: RequestContext, accepted: SiteWithOperation) -> SiteWithOperation:
        """Both when the operation has ended, or as they are when the caller's `Prefer: wait` is over (RFC 7240)."""
        if accepted.operation is None or not context.wait:
            return accepted
        operation = self.work.wait_for(context, accepted.operation)
        if accepted.site.status is not SiteStatus.PROVISIONING or not operation.ended:
            return SiteWithOperation(accepted.site, operation)
        site = self.sites.get(accepted.site.tenant_id, accepted.site.site_id)
        return SiteWithOperation(site or accepted.site, operation)
