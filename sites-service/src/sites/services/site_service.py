"""What people may ask for: a new site, and how their sites are."""

from collections.abc import Mapping
from functools import partial

from chassis.dynamodb.attributes import Item
from chassis.dynamodb.transaction import TransactionCancelled
from chassis.dynamodb.writes import Write
from chassis.errors import ProblemError
from chassis.http.idempotency import IdempotentWriter, RequestReplayed
from chassis.http.paging import Cursors
from chassis.http.request_context import RequestContext
from chassis.operations.operation_log import OperationLog
from chassis.runtime.clock import Clock, iso
from chassis.runtime.ids import new_id
from sites.clients.templates import TemplatesClient
from sites.dao import keys
from sites.dao.gate_dao import GateDAO, gate_of
from sites.dao.site_dao import SiteDAO
from sites.domain.errors import LanguageNotInstalled, SiteNotFound, SubdomainTaken, TemplateNotFound, gate_refusal
from sites.domain.lifecycle import SiteStatus
from sites.domain.site import Blueprint, NewSite, Site, SiteFilter
from sites.services.gate_service import GateRepair
from sites.services.promises import Promise, Promises, site_operation
from sites.services.site_messages import SiteMessages


class SiteService:
    """Use cases of sites."""

    def __init__(
        self,
        *,
        sites: SiteDAO,
        gates: GateDAO,
        log: OperationLog,
        repair: GateRepair,
        templates: TemplatesClient,
        messages: SiteMessages,
        cursors: Cursors,
        languages: tuple[str, ...],
        clock: Clock,
    ) -> None:
        self.sites, self.gates, self.log, self.repair = sites, gates, log, repair
        self.templates, self.messages, self.cursors = templates, messages, cursors
        self.languages, self.clock = languages, clock
        self.idempotency = IdempotentWriter(sites.table, clock)
        self.promises = Promises(sites, log)

    def create_site(self, context: RequestContext, tenant_id: str, new: NewSite) -> Promise:
        """Promise a site: recorded, counted and named in one transaction; a worker then makes it.

        Raises:
            LanguageNotInstalled: no WordPress of ours speaks it.
            TemplateNotFound: the template is not published (BR-TEMP-001).
            SubdomainTaken: BR-SITE-001.
            TenantNotActive, InstanceNotActive, QuotaExceeded: the tenant may have no site now (BR-SITE-003).
        """
        if new.configuration.language not in self.languages:
            raise LanguageNotInstalled(self.languages)
        try:
            self.idempotency.check_first(context, keys.tenant_partition(tenant_id))
            promise = self._accept(context, tenant_id, new, self._blueprint(context, new))
        except RequestReplayed as repeated:
            promise = self._found(self.promises.again(tenant_id, repeated.result))
        return self.promises.awaited(context, promise)

    def list_sites(
        self, context: RequestContext, wanted: SiteFilter, *, size: int, start_at: str | None
    ) -> tuple[list[Site], str | None]:
        """A page of a tenant's sites, newest first, and the cursor of the next.

        Raises:
            InvalidCursor: `start_at` is not from this list.
        """
        filters = (wanted.tenant_id, wanted.status or "", wanted.environment or "")
        scope = (context.act, context.caller.user_id, *filters)
        after = self.cursors.read(start_at, scope, self.clock())
        found, last = self.sites.page(wanted, size=size, after=after)
        return found, self.cursors.write(last, scope, self.clock())

    def get_site(self, tenant_id: str, site_id: str) -> Site:
        """One site.

        Raises:
            SiteNotFound: the tenant has none of this id.
        """
        site = self.sites.get(tenant_id, site_id)
        if site is None:
            raise SiteNotFound
        return site

    def get_site_status(self, tenant_id: str, site_id: str) -> Promise:
        """How far a site has come, with the operation that works on it.

        Raises:
            SiteNotFound: the tenant has none of this id.
        """
        return self._found(self.promises.find(tenant_id, site_id))

    def _blueprint(self, context: RequestContext, new: NewSite) -> Blueprint | None:
        if new.template_id is None:
            return None
        blueprint = self.templates.get_template(context, new.template_id)
        if blueprint is None:
            raise TemplateNotFound
        return blueprint

    def _accept(self, context: RequestContext, tenant_id: str, new: NewSite, blueprint: Blueprint | None) -> Promise:
        site_id = new_id("site")
        operation, operation_write = site_operation(self.log, context, tenant_id, site_id)
        site = self._draft(context, tenant_id, new, site_id, operation.operation_id, blueprint)
        writes: dict[str, Write] = {
            "site": self.sites.create_write(site),
            "name": self.sites.claim_subdomain_write(site),
            "gate": self.gates.take_quota_write(tenant_id),
            "operation": operation_write,
            "command": self.messages.command(operation),
            "event": self.messages.requested(site, context.trace_id),
        }
        if blueprint:
            writes["blueprint"] = self.sites.create_blueprint_write(site, blueprint)
        self.repair.passing(context, tenant_id, partial(self._write, context, site, writes))
        return Promise(site, operation)

    def _write(self, context: RequestContext, site: Site, writes: Mapping[str, Write]) -> None:
        try:
            self.idempotency.write(context, keys.tenant_partition(site.tenant_id), {"siteId": site.site_id}, writes)
        except TransactionCancelled as cancelled:
            raise self._refusal(site, cancelled.failed) from None

    def _refusal(self, site: Site, writes: Mapping[str, Item | None]) -> ProblemError:
        """The name first: waiting for the tenant or its quota would not give it back."""
        if "name" not in writes:
            return gate_refusal(gate_of(site.tenant_id, writes["gate"]))
        holder = writes["name"] or {}
        is_own = holder.get("tenantId") == site.tenant_id
        return SubdomainTaken(site.subdomain, self.sites.get(site.tenant_id, holder["siteId"]) if is_own else None)

    def _draft(
        self,
        context: RequestContext,
        tenant_id: str,
        new: NewSite,
        site_id: str,
        operation_id: str,
        blueprint: Blueprint | None,
    ) -> Site:
        now = iso(self.clock())
        return Site(
            site_id=site_id,
            tenant_id=tenant_id,
            site_name=new.site_name,
            subdomain=new.subdomain,
            status=SiteStatus.PROVISIONING,
            environment=new.environment,
            admin_email=new.admin_email or context.caller.email,
            configuration=new.configuration,
            operation_id=operation_id,
            owner_id=context.caller.user_id,
            created_at=now,
            created_by=context.caller.email,
            updated_at=now,
            template_id=blueprint.template_id if blueprint else None,
            template_version=blueprint.version if blueprint else None,
        )

    @staticmethod
    def _found(promise: Promise | None) -> Promise:
        if promise is None:
            raise SiteNotFound
        return promise
