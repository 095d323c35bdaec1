"""The operation that makes a site: its steps, how long it may take, and what its promise consists of."""

from collections.abc import Mapping
from datetime import timedelta

from chassis.access.acts import href
from chassis.dynamodb.writes import Put
from chassis.http.request_context import RequestContext
from chassis.operations.operation import Operation
from chassis.operations.operation_log import NewOperation, OperationLog
from chassis.runtime.records import dataclass
from sites.dao.site_dao import SiteDAO
from sites.domain.lifecycle import SiteStatus
from sites.domain.site import Site

OPERATION_TYPE = "SITE_CREATION"
STEPS = (
    ("create_site", "Create the site in WordPress"),
    ("apply_template", "Apply the template"),
    ("verify_site", "Check that the site answers"),
)
ALLOWED = timedelta(minutes=30)


@dataclass(frozen=True)
class Promise:
    """A site and the operation that works on it; the operation is None when it is too old to be kept."""

    site: Site
    operation: Operation | None


def site_operation(log: OperationLog, context: RequestContext, tenant_id: str, site_id: str) -> tuple[Operation, Put]:
    """A new operation for a site, and the line that records it."""
    return log.begin(
        NewOperation(
            tenant_id=tenant_id,
            operation_type=OPERATION_TYPE,
            resource_type="SITE",
            resource_id=site_id,
            resource_href=href("get_site", tenant_id=tenant_id, site_id=site_id),
            steps=STEPS,
            created_by=context.caller.email,
            correlation_id=context.trace_id,
            allowed=ALLOWED,
        )
    )


class Promises:
    """Reads a site together with its operation, and waits for it as long as the caller wants to."""

    def __init__(self, sites: SiteDAO, log: OperationLog) -> None:
        self.sites, self.log = sites, log

    def find(self, tenant_id: str, site_id: str) -> Promise | None:
        """The site and its operation as they are now."""
        site = self.sites.get(tenant_id, site_id)
        return Promise(site, self.log.find(site.operation_id)) if site else None

    def again(self, tenant_id: str, result: Mapping[str, str]) -> Promise | None:
        """What an earlier write promised, as it is now."""
        return self.find(tenant_id, result["siteId"])

    def awaited(self, context: RequestContext, promise: Promise) -> Promise:
        """The promise when its operation has ended, or as it is when the caller's patience is over (RFC 7240)."""
        if promise.operation is None or not context.wait:
            return promise
        operation = self.log.wait(promise.operation, context.wait)
        if promise.site.status is not SiteStatus.PROVISIONING or not operation.ended:
            return Promise(promise.site, operation)
        return Promise(self.sites.get(promise.site.tenant_id, promise.site.site_id) or promise.site, operation)
