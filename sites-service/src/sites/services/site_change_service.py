"""Retry and cancel the work on a site; each is one transaction over the site and its operation."""

from collections.abc import Callable, Mapping
from functools import partial

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.transaction import TransactionCancelled
from chassis.dynamodb.writes import Write
from chassis.errors import ProblemError
from chassis.http.idempotency import IdempotentWriter
from chassis.http.request_context import RequestContext
from sites.dao import keys
from sites.dao.eligibility_dao import EligibilityDAO, eligibility_of
from sites.dao.site_dao import SiteDAO
from sites.domain.errors import SiteChanged, SiteNotFound, SubdomainTaken, explain_ineligibility
from sites.domain.lifecycle import SiteAction, SiteStatus, after
from sites.domain.operation_types import SiteOperation
from sites.domain.site import Site
from sites.services.eligibility_refresh import EligibilityRefresh
from sites.services.site_operations import SiteOperations, SiteWithOperation, work_request


class SiteChangeService:
    """What people may ask of a site whose creation fails, or is no longer wanted."""

    def __init__(
        self,
        *,
        sites: SiteDAO,
        eligibility: EligibilityDAO,
        refresh: EligibilityRefresh,
        operations: SiteOperations,
        idempotency: IdempotentWriter,
    ) -> None:
        self.sites, self.eligibility, self.refresh = sites, eligibility, refresh
        self.operations, self.work, self.idempotency = operations, operations.work, idempotency

    def retry_site(self, context: RequestContext, tenant_id: str, site_id: str) -> SiteWithOperation:
        """Try a failed site again: the same operation goes on at its failed step; a cancelled one begins anew.

        Raises:
            SiteNotFound: the tenant has none of this id.
            InvalidTransition: it has not failed.
            TenantNotActive, InstanceNotActive, QuotaExceeded: it cannot be made now.
            SubdomainTaken: it failed for good, and another site has its subdomain now.
        """
        accepted = self._first(context, tenant_id, site_id, self._retry)
        return self.operations.wait_for(context, accepted)

    def cancel_site(self, context: RequestContext, tenant_id: str, site_id: str) -> SiteWithOperation:
        """Give up a site that is being made; its worker stops at the next step, the site is FAILED and keeps its name.

        Raises:
            SiteNotFound: the tenant has none of this id.
            InvalidTransition: it is not being made.
        """
        return self._first(context, tenant_id, site_id, self._cancel)

    def _first(
        self,
        context: RequestContext,
        tenant_id: str,
        site_id: str,
        act: Callable[[RequestContext, SiteWithOperation], SiteWithOperation],
    ) -> SiteWithOperation:
        """Do the act, unless the same request has done it before."""
        partition = keys.tenant_partition(tenant_id)
        found = partial(self._find, tenant_id, site_id)
        return self.idempotency.run(context, partition, lambda: act(context, found()), lambda _: found())

    def _find(self, tenant_id: str, site_id: str) -> SiteWithOperation:
        found = self.operations.find(tenant_id, site_id)
        if found is None:
            raise SiteNotFound
        return found

    def _retry(self, context: RequestContext, found: SiteWithOperation) -> SiteWithOperation:
        site = found.site
        after(site.status, SiteAction.RETRY)

        def accept() -> SiteWithOperation:
            request = work_request(SiteOperation.CREATION, site.tenant_id, site.site_id)
            guards = self._retry_guards(site)
            result = {"siteId": site.site_id}
            try:
                return SiteWithOperation(*self.work.retry(context, found.operation, request, site, guards, result))
            except TransactionCancelled as cancelled:
                raise _explain(site, cancelled.failed, SiteAction.RETRY) from None

        return self.refresh.run(context, site.tenant_id, accept)

    def _retry_guards(self, site: Site) -> dict[str, Write]:
        """What a retry needs: a site that gave back subdomain and quota takes them again."""
        if not site.released:
            return {"eligibility": self.eligibility.check_open_write(site.tenant_id)}
        quota = self.eligibility.take_quota_write(site.tenant_id)
        return {"name": self.sites.claim_subdomain_write(site), "eligibility": quota}

    def _cancel(self, context: RequestContext, found: SiteWithOperation) -> SiteWithOperation:
        site, operation = found.site, found.operation
        after(site.status, SiteAction.CANCEL)
        if operation is None or operation.ended:
            raise SiteChanged
        try:
            self.work.cancel(context, operation, site, {"siteId": site.site_id})
        except TransactionCancelled as cancelled:
            raise _explain(site, cancelled.failed, SiteAction.CANCEL) from None
        return self._find(site.tenant_id, site.site_id)


def _explain(site: Site, refused: Mapping[str, Item | None], action: SiteAction) -> ProblemError:
    """Subdomain, tenant or instance first; then whoever was faster: mostly that one has done the same."""
    if "name" in refused:
        return SubdomainTaken(site.subdomain)
    if "eligibility" in refused:
        return explain_ineligibility(eligibility_of(site.tenant_id, refused["eligibility"]))
    present = refused.get("resource")
    if present:
        after(SiteStatus(present["status"]), action)
    return SiteChanged()
