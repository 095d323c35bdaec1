"""What people may ask of a tenant that exists: change it, move it through its life, end it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from chassis.access.authorization import TenantNotFound
from chassis.dynamodb.attributes import Item
from chassis.dynamodb.named_writes import Refused
from chassis.errors import Unavailable
from chassis.http.idempotency import Once
from chassis.http.request_context import Call
from chassis.runtime.clock import Clock, iso
from tenants.dao import keys
from tenants.dao.tenant_dao import TenantDAO
from tenants.domain.errors import FiledWithoutParent, OrganizationExists, require_version
from tenants.domain.events import AFTER
from tenants.domain.lifecycle import TENANT_LIFECYCLE, TenantAction, moved
from tenants.domain.tenant import Tenant, TenantChange
from tenants.services.chronicle import Chronicle, Deed

ATTEMPTS = 5  # a change that met a faster one is judged anew

type Make = Callable[[Tenant, str], Tenant]


class TenantChangeService:
    """Each act is one transaction: the tenant, the guards of its name, the audit entry and the announcement."""

    def __init__(self, tenants: TenantDAO, chronicle: Chronicle, clock: Clock) -> None:
        self.tenants, self.chronicle, self.clock = tenants, chronicle, clock
        self.once = Once(tenants.table, clock)

    def update_tenant(self, call: Call, tenant_id: str, change: TenantChange) -> Tenant:
        """The tenant with `change`; a new name is free of the old one's guard at the same moment (BR-TEN-001).

        Raises:
            InvalidTransition: it is DEPROVISIONED.
            OrganizationExists: the new name is taken.
            VersionConflict, PreconditionFailed: somebody changed it since the caller saw it.
            FiledWithoutParent: a group without its division, or a team without its group.
        """

        def make(tenant: Tenant, _at: str) -> Tenant:
            TENANT_LIFECYCLE.after(tenant.status, TenantAction.UPDATE)
            require_version(tenant.version, header=None, body=change.version)
            changed = change.applied_to(tenant)
            if not changed.filed_whole:
                raise FiledWithoutParent
            return changed

        return self._change(call, tenant_id, TenantAction.UPDATE, make)

    def suspend_tenant(self, call: Call, tenant_id: str, reason: str) -> Tenant:
        """Take an ACTIVE tenant out of service for `reason` (BR-STATUS-002)."""
        return self._move(call, tenant_id, TenantAction.SUSPEND, reason)

    def resume_tenant(self, call: Call, tenant_id: str) -> Tenant:
        """Put a SUSPENDED tenant back into service (BR-STATUS-004)."""
        return self._move(call, tenant_id, TenantAction.RESUME)

    def park_tenant(self, call: Call, tenant_id: str, reason: str) -> Tenant:
        """Release the compute of an ACTIVE tenant and keep its data (BR-PARK-001, BR-PARK-002)."""
        return self._move(call, tenant_id, TenantAction.PARK, reason)

    def unpark_tenant(self, call: Call, tenant_id: str) -> Tenant:
        """Bring a PARKED tenant back (BR-PARK-004)."""
        return self._move(call, tenant_id, TenantAction.UNPARK)

    def retry_tenant(self, call: Call, tenant_id: str) -> Tenant:
        """Make a FAILED tenant PENDING, so that its instance may be provisioned again."""
        return self._move(call, tenant_id, TenantAction.RETRY)

    def delete_tenant(self, call: Call, tenant_id: str, *, force: bool) -> Tenant:
        """End a tenant for good (BR-STATUS-003); one that runs, or never ran, by `force` only."""
        action = TenantAction.FORCE_DEPROVISION if force else TenantAction.DEPROVISION
        return self._move(call, tenant_id, action)

    def _move(self, call: Call, tenant_id: str, action: TenantAction, reason: str | None = None) -> Tenant:
        """One step of the tenant's life.

        Raises:
            InvalidTransition: not from its present status.
            PreconditionFailed: somebody changed it since the caller saw it.
        """

        def make(tenant: Tenant, at: str) -> Tenant:
            return moved(tenant, action, by=call.caller.email, at=at, reason=reason)

        return self._change(call, tenant_id, action, make, reason)

    def _change(
        self, call: Call, tenant_id: str, action: TenantAction, make: Make, reason: str | None = None
    ) -> Tenant:
        def act() -> Tenant:
            for _ in range(ATTEMPTS):
                changed = self._attempt(call, self._existing(tenant_id), action, make, reason)
                if changed:
                    return changed
            raise Unavailable("Somebody else is changing this tenant right now. Send the request again in a moment.")

        partition = keys.tenant_partition(tenant_id)
        return self.once.run(call, partition, act, lambda _: self._existing(tenant_id))

    def _attempt(
        self, call: Call, before: Tenant, action: TenantAction, make: Make, reason: str | None
    ) -> Tenant | None:
        """The changed tenant; None when somebody was faster."""
        now = self.clock()
        require_version(before.version, header=call.version)
        after = replace(
            make(before, iso(now)), updated_at=iso(now), updated_by=call.caller.email, version=before.version + 1
        )
        details = {} if before.status is after.status else {"previousStatus": before.status, "newStatus": after.status}
        deed = Deed.of(call, AFTER[action], reason, details)
        lines = {
            "tenant": self.tenants.changed(before, after),
            **self.tenants.renamed(before, after),
            **self.chronicle.of_tenant(before, after, AFTER[action], deed, now),
        }
        try:
            self.once.write(call, keys.tenant_partition(before.tenant_id), {"tenantId": before.tenant_id}, lines)
        except Refused as refused:
            _require_only_late(refused.lines)
            return None
        return after

    def _existing(self, tenant_id: str) -> Tenant:
        tenant = self.tenants.get(tenant_id)
        if tenant is None:
            raise TenantNotFound
        return tenant


def _require_only_late(lines: Mapping[str, Item | None]) -> None:
    """Return when the tenant itself has moved on; a name that is taken stays taken.

    Raises:
        OrganizationExists: another tenant has the new name.
    """
    if "tenant" not in lines and "new_name" in lines:
        raise OrganizationExists
