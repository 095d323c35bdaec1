"""Changes, suspends, parks and deletes tenants."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from chassis.access.authorization import TenantNotFound
from chassis.dynamodb.attributes import Item
from chassis.dynamodb.transaction import TransactionCancelled
from chassis.errors import Unavailable
from chassis.http.idempotency import IdempotentWriter
from chassis.http.request_context import RequestContext
from chassis.runtime.clock import Clock, iso
from tenants.dao import keys
from tenants.dao.tenant_dao import TenantDAO
from tenants.domain.errors import FiledWithoutParent, OrganizationExists, require_version
from tenants.domain.events import AFTER
from tenants.domain.lifecycle import TENANT_LIFECYCLE, TenantAction, moved
from tenants.domain.tenant import Tenant, TenantChange
from tenants.services.change_recorder import AuditContext, ChangeRecorder

ATTEMPTS = 5  # after a concurrent change, the request is checked again

type Make = Callable[[Tenant, str], Tenant]


class TenantChangeService:
    """Every act is one transaction: the tenant, the guards of its name, the audit entry and the event."""

    def __init__(self, tenants: TenantDAO, change_recorder: ChangeRecorder, clock: Clock) -> None:
        self.tenants, self.change_recorder, self.clock = tenants, change_recorder, clock
        self.idempotency = IdempotentWriter(tenants.table, clock)

    def update_tenant(self, context: RequestContext, tenant_id: str, change: TenantChange) -> Tenant:
        """Apply `change`; the guard of the name moves in the same transaction (BR-TEN-001).

        Raises:
            InvalidTransition: the tenant is DEPROVISIONED.
            OrganizationExists: the new name is taken.
            VersionConflict, PreconditionFailed: the tenant has changed since the caller read it.
            FiledWithoutParent: a group without its division, or a team without its group.
        """

        def make(tenant: Tenant, _at: str) -> Tenant:
            TENANT_LIFECYCLE.after(tenant.status, TenantAction.UPDATE)
            require_version(tenant.version, header=None, body=change.version)
            changed = change.applied_to(tenant)
            if not changed.has_whole_path:
                raise FiledWithoutParent
            return changed

        return self._change(context, tenant_id, TenantAction.UPDATE, make)

    def suspend_tenant(self, context: RequestContext, tenant_id: str, reason: str) -> Tenant:
        """Take an ACTIVE tenant out of service for `reason` (BR-STATUS-002)."""
        return self._move(context, tenant_id, TenantAction.SUSPEND, reason)

    def resume_tenant(self, context: RequestContext, tenant_id: str) -> Tenant:
        """Put a SUSPENDED tenant back into service (BR-STATUS-004)."""
        return self._move(context, tenant_id, TenantAction.RESUME)

    def park_tenant(self, context: RequestContext, tenant_id: str, reason: str) -> Tenant:
        """Release the compute of an ACTIVE tenant and keep its data (BR-PARK-001, BR-PARK-002)."""
        return self._move(context, tenant_id, TenantAction.PARK, reason)

    def unpark_tenant(self, context: RequestContext, tenant_id: str) -> Tenant:
        """Bring a PARKED tenant back (BR-PARK-004)."""
        return self._move(context, tenant_id, TenantAction.UNPARK)

    def retry_tenant(self, context: RequestContext, tenant_id: str) -> Tenant:
        """Make a FAILED tenant PENDING, so that its instance may be provisioned again."""
        return self._move(context, tenant_id, TenantAction.RETRY)

    def delete_tenant(self, context: RequestContext, tenant_id: str, *, force: bool) -> Tenant:
        """Deprovision a tenant for good (BR-STATUS-003); one that is ACTIVE, or never was, needs `force`."""
        action = TenantAction.FORCE_DEPROVISION if force else TenantAction.DEPROVISION
        return self._move(context, tenant_id, action)

    def _move(self, context: RequestContext, tenant_id: str, action: TenantAction, reason: str | None = None) -> Tenant:
        """Change the tenant's status by one action.

        Raises:
            InvalidTransition: the present status does not allow the action.
            PreconditionFailed: the tenant has changed since the caller read it.
        """

        def make(tenant: Tenant, at: str) -> Tenant:
            return moved(tenant, action, by=context.caller.email, at=at, reason=reason)

        return self._change(context, tenant_id, action, make, reason)

    def _change(
        self, context: RequestContext, tenant_id: str, action: TenantAction, make: Make, reason: str | None = None
    ) -> Tenant:
        def act() -> Tenant:
            for _ in range(ATTEMPTS):
                changed = self._attempt(context, self._existing(tenant_id), action, make, reason)
                if changed:
                    return changed
            raise Unavailable("Somebody else is changing this tenant right now. Send the request again in a moment.")

        partition = keys.tenant_partition(tenant_id)
        return self.idempotency.run(context, partition, act, lambda _: self._existing(tenant_id))

    def _attempt(
        self, context: RequestContext, before: Tenant, action: TenantAction, make: Make, reason: str | None
    ) -> Tenant | None:
        """The changed tenant; None after a concurrent change."""
        now = self.clock()
        require_version(before.version, header=context.version)
        after = replace(
            make(before, iso(now)), updated_at=iso(now), updated_by=context.caller.email, version=before.version + 1
        )
        details = {} if before.status is after.status else {"previousStatus": before.status, "newStatus": after.status}
        audit_context = AuditContext.of(context, AFTER[action], reason, details)
        writes = {
            "tenant": self.tenants.update_write(before, after),
            **self.tenants.rename_writes(before, after),
            **self.change_recorder.tenant_writes(before, after, AFTER[action], audit_context, now),
        }
        try:
            self.idempotency.write(
                context, keys.tenant_partition(before.tenant_id), {"tenantId": before.tenant_id}, writes
            )
        except TransactionCancelled as cancelled:
            _require_only_late(cancelled.failed)
            return None
        return after

    def _existing(self, tenant_id: str) -> Tenant:
        tenant = self.tenants.get(tenant_id)
        if tenant is None:
            raise TenantNotFound
        return tenant


def _require_only_late(writes: Mapping[str, Item | None]) -> None:
    """Return after a concurrent change of the tenant, which is worth another attempt; a taken name is not.

    Raises:
        OrganizationExists: another tenant has the new name.
    """
    if "tenant" not in writes and "new_name" in writes:
        raise OrganizationExists
