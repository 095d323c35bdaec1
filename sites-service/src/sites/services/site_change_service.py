"""What people may ask of a site whose making goes wrong, or is no longer wanted."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.transaction import TransactionCancelled
from chassis.dynamodb.writes import Write
from chassis.errors import ProblemError
from chassis.http.idempotency import IdempotentWriter
from chassis.http.request_context import RequestContext
from chassis.operations.operation import Operation, OperationStatus
from chassis.operations.operation_log import OperationLog
from chassis.runtime.clock import Clock, iso
from sites.dao import keys
from sites.dao.gate_dao import GateDAO, gate_of
from sites.dao.site_dao import SiteDAO
from sites.domain.errors import SiteChanged, SiteNotFound, gate_refusal
from sites.domain.lifecycle import SiteAction, after
from sites.domain.site import Failure, Site
from sites.services.gate_service import GateRepair
from sites.services.promises import ALLOWED, Promise, Promises, site_operation
from sites.services.site_messages import SiteMessages

CANCELLED = "CANCELLED"


class SiteChangeService:
    """Retry and cancel; each is one transaction over the site and its operation."""

    def __init__(
        self,
        *,
        sites: SiteDAO,
        gates: GateDAO,
        log: OperationLog,
        repair: GateRepair,
        messages: SiteMessages,
        clock: Clock,
    ) -> None:
        self.sites, self.gates, self.log, self.repair = sites, gates, log, repair
        self.messages, self.clock = messages, clock
        self.idempotency = IdempotentWriter(sites.table, clock)
        self.promises = Promises(sites, log)

    def retry_site(self, context: RequestContext, tenant_id: str, site_id: str) -> Promise:
        """Try a failed site again: the same operation goes on at its failed step; a cancelled one begins anew.

        Raises:
            SiteNotFound: the tenant has none of this id.
            InvalidTransition: it has not failed.
            TenantNotActive, InstanceNotActive: it cannot be made now.
        """
        promise = self._first(context, tenant_id, site_id, self._retry)
        return self.promises.awaited(context, promise)

    def cancel_site(self, context: RequestContext, tenant_id: str, site_id: str) -> Promise:
        """Give up a site that is being made; its worker stops at the next step, the site is FAILED and keeps its name.

        Raises:
            SiteNotFound: the tenant has none of this id.
            InvalidTransition: it is not being made.
        """
        return self._first(context, tenant_id, site_id, self._cancel)

    def _first(
        self, context: RequestContext, tenant_id: str, site_id: str, act: Callable[[RequestContext, Promise], Promise]
    ) -> Promise:
        """Do the act, unless the same request has done it before."""
        partition = keys.tenant_partition(tenant_id)
        found = partial(self._find, tenant_id, site_id)
        return self.idempotency.run(context, partition, lambda: act(context, found()), lambda _: found())

    def _find(self, tenant_id: str, site_id: str) -> Promise:
        promise = self.promises.find(tenant_id, site_id)
        if promise is None:
            raise SiteNotFound
        return promise

    def _retry(self, context: RequestContext, found: Promise) -> Promise:
        before = found.site
        status = after(before.status, SiteAction.RETRY)
        operation, operation_write = self._operation_again(context, found)
        site = replace(before.moved(status, iso(self.clock())), operation_id=operation.operation_id)
        writes: dict[str, Write] = {
            "site": self.sites.update_write(before, site),
            "operation": operation_write,
            "gate": self.gates.check_open_write(site.tenant_id),
            "command": self.messages.command(operation),
            "event": self.messages.requested(site, context.trace_id),
        }
        write = partial(self._write, context, site, writes, SiteAction.RETRY)
        self.repair.passing(context, site.tenant_id, write)
        return Promise(site, operation)

    def _operation_again(self, context: RequestContext, found: Promise) -> tuple[Operation, Write]:
        """The failed operation reopened; a new one when it was cancelled, or is too old to be kept."""
        if found.operation and found.operation.status is OperationStatus.FAILED:
            return self.log.reopened(found.operation, ALLOWED)
        return site_operation(self.log, context, found.site.tenant_id, found.site.site_id)

    def _cancel(self, context: RequestContext, found: Promise) -> Promise:
        before, operation = found.site, found.operation
        status = after(before.status, SiteAction.CANCEL)
        if operation is None:
            raise SiteChanged
        failure = Failure(
            code=CANCELLED,
            message="Somebody cancelled the creation of this site. Retry it to create it after all.",
            safe_to_retry=True,
        )
        site = before.moved(status, iso(self.clock()), failure)
        writes: dict[str, Write] = {
            "site": self.sites.update_write(before, site),
            "operation": self.log.cancelled(operation),
            "event": self.messages.failed(site, operation, context.trace_id),
        }
        self._write(context, site, writes, SiteAction.CANCEL)
        return self._find(site.tenant_id, site.site_id)

    def _write(self, context: RequestContext, site: Site, writes: Mapping[str, Write], action: SiteAction) -> None:
        try:
            self.idempotency.write(context, keys.tenant_partition(site.tenant_id), {"siteId": site.site_id}, writes)
        except TransactionCancelled as cancelled:
            raise self._refusal(site, action, cancelled.failed) from None

    def _refusal(self, site: Site, action: SiteAction, writes: Mapping[str, Item | None]) -> ProblemError:
        """What stands in the way now: the site's new status before the gate.

        Raises:
            InvalidTransition: somebody else was faster.
        """
        if "site" not in writes and "gate" in writes:
            return gate_refusal(gate_of(site.tenant_id, writes["gate"]))
        after(self._find(site.tenant_id, site.site_id).site.status, action)
        return SiteChanged()
