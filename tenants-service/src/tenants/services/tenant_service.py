"""What people may ask of tenants."""

from bisect import bisect_right

from chassis.authorization import TenantNotFound
from chassis.call import Call
from chassis.clock import Clock, iso
from chassis.errors import Unavailable
from chassis.ids import new_id, slug_of
from chassis.items import to_item
from chassis.paging import Cursors
from chassis.transaction import TransactionRefused
from tenants.dao import keys
from tenants.dao.tenant_dao import TenantDAO
from tenants.domain import events
from tenants.domain.errors import OrganizationExists
from tenants.domain.permissions import RULES
from tenants.domain.tenant import NewTenant, Tenant, TenantEnvironment, TenantStatus
from tenants.services.chronicle import Chronicle

_NAME_GUARD = 1  # the place of its line in `TenantDAO.creation`
_LAST = -1  # the place of the idempotency record


class TenantService:
    """Use cases of tenants."""

    def __init__(self, tenants: TenantDAO, chronicle: Chronicle, cursors: Cursors, clock: Clock) -> None:
        self.tenants, self.chronicle, self.cursors, self.clock = tenants, chronicle, cursors, clock

    def create_tenant(self, call: Call, new: NewTenant) -> Tenant:
        """A new tenant, PENDING until its instance runs (BR-STATUS-001); a repeated request gets the first one.

        Raises:
            OrganizationExists: the name is taken (BR-TEN-001).
            IdempotencyMismatch: the Idempotency-Key came before with another body.
        """
        now = self.clock()
        tenant = _made(new, by=call.caller.email, at=iso(now))
        told = {name: to_item(new)[name] for name in RULES[call.act].audited}
        lines = self.tenants.creation(tenant) + self.chronicle.lines(
            tenant,
            event=events.CREATED,
            entry=events.CREATED,
            actor=tenant.created_by,
            details=told,
            correlation_id=call.trace_id,
            now=now,
        )
        if call.idempotency:
            owner = keys.user_partition(call.caller.user_id)
            result = {"tenantId": tenant.tenant_id}
            lines.append(call.idempotency.record(self.tenants.table.name, owner, result, now))
        try:
            self.tenants.write(lines)
        except TransactionRefused as refused:
            return self._made_before(call, refused)
        return tenant

    def _made_before(self, call: Call, refused: TransactionRefused) -> Tenant:
        """The tenant of the same request, when that is why nothing was written."""
        record = refused.at(_LAST)
        if call.idempotency and record and record.item:
            return self.get_tenant(call, call.idempotency.replayed(record.item)["tenantId"])
        if refused.at(_NAME_GUARD):
            raise OrganizationExists
        raise Unavailable("The new tenant's short name was taken by chance. Send the request again.")

    def list_tenants(
        self,
        call: Call,
        *,
        status: TenantStatus | None,
        environment: TenantEnvironment | None,
        size: int,
        start_at: str | None,
    ) -> tuple[list[Tenant], str | None]:
        """A page of the tenants that the caller sees, and the cursor of the next page.

        Raises:
            InvalidCursor: `start_at` is not from this list.
        """
        staff = call.caller.platform_role is not None
        scope = (call.act, call.caller.user_id, "all" if staff else "own", status or "", environment or "")
        after = self.cursors.read(start_at, scope, self.clock())
        if staff:
            found, last = self.tenants.page(status, environment, size=size, after=after)
        else:
            found, last = self._own(call, size, after["tenantId"] if after else "")
            found = [one for one in found if status in (None, one.status) and environment in (None, one.environment)]
        return found, self.cursors.write(last, scope, self.clock())

    def _own(self, call: Call, size: int, after: str) -> tuple[list[Tenant], dict[str, str] | None]:
        """The caller's next memberships in the order of their ids; a filter thins the page, never the list."""
        mine = sorted(call.caller.memberships)
        start = bisect_right(mine, after)
        asked = mine[start : start + size]
        more = len(mine) > start + size
        return self.tenants.get_many(asked), {"tenantId": asked[-1]} if more else None

    def get_tenant(self, _call: Call, tenant_id: str) -> Tenant:
        """One tenant; the authorization table has already hidden those of others.

        Raises:
            TenantNotFound: there is none.
        """
        tenant = self.tenants.get(tenant_id)
        if tenant is None:
            raise TenantNotFound
        return tenant


def _made(new: NewTenant, *, by: str, at: str) -> Tenant:
    tenant_id = new_id("tenant")
    return Tenant(
        tenant_id=tenant_id,
        organization_name=new.organization_name,
        contact_email=new.contact_email,
        environment=new.environment,
        status=TenantStatus.PENDING,
        slug=slug_of(tenant_id),
        metadata=new.metadata,
        created_at=at,
        created_by=by,
        updated_at=at,
        updated_by=by,
    )
