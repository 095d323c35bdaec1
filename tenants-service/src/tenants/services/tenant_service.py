"""Creates and reads tenants."""

from collections.abc import Mapping
from operator import gt, lt

from chassis.access.authorization import TenantNotFound
from chassis.dynamodb.attributes import Item
from chassis.dynamodb.items import to_item
from chassis.dynamodb.transaction import TransactionCancelled
from chassis.errors import ProblemError, Unavailable
from chassis.http.idempotency import IdempotentWriter
from chassis.http.paging import Cursors
from chassis.http.request_context import RequestContext
from chassis.runtime.clock import Clock, iso
from chassis.runtime.ids import new_id, slug_of
from tenants.dao import keys
from tenants.dao.tenant_dao import TenantDAO
from tenants.domain import events
from tenants.domain.errors import FiledWithoutParent, OrganizationExists
from tenants.domain.permissions import RULES
from tenants.domain.tenant import NewTenant, Tenant, TenantFilter, TenantStatus
from tenants.services.change_recorder import AuditContext, ChangeRecorder


class TenantService:
    """Creates, lists and gets tenants."""

    def __init__(self, tenants: TenantDAO, change_recorder: ChangeRecorder, cursors: Cursors, clock: Clock) -> None:
        self.tenants, self.change_recorder, self.cursors, self.clock = tenants, change_recorder, cursors, clock
        self.idempotency = IdempotentWriter(tenants.table, clock)

    def create_tenant(self, context: RequestContext, new: NewTenant) -> Tenant:
        """Create a tenant, PENDING until its instance runs (BR-STATUS-001); a repeated request returns the first one.

        Raises:
            OrganizationExists: the name is taken (BR-TEN-001).
            FiledWithoutParent: a group without its division, or a team without its group.
            IdempotencyMismatch: another request has used the Idempotency-Key.
        """
        owner = keys.user_partition(context.caller.user_id)
        return self.idempotency.run(
            context,
            owner,
            lambda: self._create(context, owner, new),
            lambda earlier: self.get_tenant(context, earlier["tenantId"]),
        )

    def _create(self, context: RequestContext, owner: str, new: NewTenant) -> Tenant:
        now = self.clock()
        tenant = _made(new, by=context.caller.email, at=iso(now))
        if not tenant.has_whole_path:
            raise FiledWithoutParent
        said = to_item(new)
        audit_context = AuditContext.of(
            context, events.CREATED, details={name: said[name] for name in RULES[context.act].audited}
        )
        writes = self.tenants.create_writes(tenant) | self.change_recorder.tenant_writes(
            None, tenant, events.CREATED, audit_context, now
        )
        try:
            self.idempotency.write(context, owner, {"tenantId": tenant.tenant_id}, writes)
        except TransactionCancelled as cancelled:
            raise _taken(cancelled.failed) from None
        return tenant

    def list_tenants(
        self, context: RequestContext, wanted: TenantFilter, *, size: int, start_at: str | None
    ) -> tuple[list[Tenant], str | None]:
        """A page of the tenants that the caller may see, and the cursor of the next page.

        Raises:
            InvalidCursor: `start_at` is not from this list.
        """
        staff = context.caller.platform_role is not None
        scope = (context.act, context.caller.user_id, "all" if staff else "own", *wanted.scope())
        after = self.cursors.read(start_at, scope, self.clock())
        found, last = (
            self.tenants.page(wanted, size=size, after=after) if staff else self._own(context, wanted, size, after)
        )
        return found, self.cursors.write(last, scope, self.clock())

    def _own(
        self, context: RequestContext, wanted: TenantFilter, size: int, after: Mapping[str, str] | None
    ) -> tuple[list[Tenant], dict[str, str] | None]:
        """The caller's own tenants, in one read, because they are few."""
        mine = [one for one in self.tenants.get_many(sorted(context.caller.memberships)) if wanted.takes(one)]
        mine.sort(key=wanted.place, reverse=wanted.descending)
        if after:
            beyond, reached = (lt if wanted.descending else gt), (after["place"], after["tenantId"])
            mine = [one for one in mine if beyond(wanted.place(one), reached)]
        if len(mine) <= size:
            return mine, None
        place, tenant_id = wanted.place(mine[size - 1])
        return mine[:size], {"place": place, "tenantId": tenant_id}

    def get_tenant(self, _context: RequestContext, tenant_id: str) -> Tenant:
        """One tenant; the permission check has already refused other tenants' ids.

        Raises:
            TenantNotFound: the tenant does not exist.
        """
        tenant = self.tenants.get(tenant_id)
        if tenant is None:
            raise TenantNotFound
        return tenant


def _taken(writes: Mapping[str, Item | None]) -> ProblemError:
    if "new_name" in writes:
        return OrganizationExists()
    return Unavailable("By chance, another tenant has the same short name. Send the request again to get another one.")


def _made(new: NewTenant, *, by: str, at: str) -> Tenant:
    tenant_id = new_id("tenant")
    return Tenant(
        tenant_id=tenant_id,
        **vars(new),
        status=TenantStatus.PENDING,
        slug=slug_of(tenant_id),
        created_at=at,
        created_by=by,
        updated_at=at,
        updated_by=by,
    )
