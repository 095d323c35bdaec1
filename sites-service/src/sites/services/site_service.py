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
from chassis.operations.operation import Operation
from chassis.runtime.clock import Clock, iso
from chassis.runtime.ids import new_id
from sites.clients.templates import TemplatesClient
from sites.dao import keys
from sites.dao.eligibility_dao import EligibilityDAO, eligibility_of
from sites.dao.site_dao import SiteDAO
from sites.domain.errors import (
    LanguageNotInstalled,
    SiteNotFound,
    SubdomainTaken,
    TemplateNotFound,
    explain_ineligibility,
)
from sites.domain.lifecycle import SiteStatus
from sites.domain.operation_types import SiteOperation
from sites.domain.site import Blueprint, NewSite, Site, SiteFilter
from sites.services.eligibility_refresh import EligibilityRefresh
from sites.services.site_operations import SiteOperations, SiteWithOperation, work_request


class SiteService:
    """Create sites and read them."""

    def __init__(
        self,
        *,
        sites: SiteDAO,
        eligibility: EligibilityDAO,
        refresh: EligibilityRefresh,
        operations: SiteOperations,
        templates: TemplatesClient,
        idempotency: IdempotentWriter,
        cursors: Cursors,
        languages: tuple[str, ...],
        clock: Clock,
    ) -> None:
        self.sites, self.eligibility, self.refresh = sites, eligibility, refresh
        self.operations, self.work, self.idempotency = operations, operations.work, idempotency
        self.templates, self.cursors = templates, cursors
        self.languages, self.clock = languages, clock

    def create_site(self, context: RequestContext, tenant_id: str, new: NewSite) -> SiteWithOperation:
        """Accept a site: recorded, counted and named in one transaction; a consumer then makes it.

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
            accepted = self._accept(context, tenant_id, new, self._blueprint(context, new))
        except RequestReplayed as repeated:
            accepted = self._found(self.operations.replay(tenant_id, repeated.result))
        return self.operations.wait_for(context, accepted)

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

    def get_site_status(self, tenant_id: str, site_id: str) -> SiteWithOperation:
        """How far a site has come, with the operation that works on it.

        Raises:
            SiteNotFound: the tenant has none of this id.
        """
        return self._found(self.operations.find(tenant_id, site_id))

    def _blueprint(self, context: RequestContext, new: NewSite) -> Blueprint | None:
        if new.template_id is None:
            return None
        blueprint = self.templates.get_template(context, new.template_id)
        if blueprint is None:
            raise TemplateNotFound
        return blueprint

    def _accept(
        self, context: RequestContext, tenant_id: str, new: NewSite, blueprint: Blueprint | None
    ) -> SiteWithOperation:
        site_id = new_id("site")
        operation = self.work.begin(context, work_request(SiteOperation.CREATION, tenant_id, site_id))
        site = self._draft(context, tenant_id, new, site_id, operation.operation_id, blueprint)
        guards: dict[str, Write] = {
            "resource": self.sites.create_write(site),
            "name": self.sites.claim_subdomain_write(site),
            "eligibility": self.eligibility.take_quota_write(tenant_id),
        }
        if blueprint:
            guards["blueprint"] = self.sites.create_blueprint_write(site, blueprint)
        self.refresh.run(context, tenant_id, partial(self._write, context, site, operation, guards))
        return SiteWithOperation(site, operation)

    def _write(self, context: RequestContext, site: Site, operation: Operation, guards: Mapping[str, Write]) -> None:
        try:
            self.work.accept(context, operation, site, guards, {"siteId": site.site_id})
        except TransactionCancelled as cancelled:
            raise self._explain(site, cancelled.failed) from None

    def _explain(self, site: Site, refused: Mapping[str, Item | None]) -> ProblemError:
        """The name first: waiting for the tenant or its quota would not give it back."""
        if "name" not in refused:
            return explain_ineligibility(eligibility_of(site.tenant_id, refused["eligibility"]))
        holder = refused["name"] or {}
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
    def _found(site: SiteWithOperation | None) -> SiteWithOperation:
        if site is None:
            raise SiteNotFound
        return site
