"""Handles events of other services; safe to repeat, in any order, and after a crash at any point."""

from dataclasses import replace

from chassis.access.authorization import TenantNotFound
from chassis.messaging.envelopes import Event, MalformedMessage
from chassis.runtime.clock import Clock, iso
from tenants.dao.tenant_dao import TenantDAO
from tenants.domain.events import BECAME
from tenants.domain.instance_events import status_after
from tenants.domain.tenant import Tenant, TenantStatus
from tenants.services.change_recorder import AuditContext, ChangeRecorder


class InstanceEventHandler:
    """Updates a tenant's status when its instance changes."""

    def __init__(self, tenants: TenantDAO, change_recorder: ChangeRecorder, clock: Clock) -> None:
        self.tenants, self.change_recorder, self.clock = tenants, change_recorder, clock

    def handle_instance_event(self, event: Event) -> None:
        """Update the tenant's status from `event`, in one transaction or not at all.

        Raises:
            MalformedMessage: the event has no version of the instance.
            TenantNotFound: the event names a tenant that does not exist.
            TransactionCancelled: the tenant was changed concurrently; the queue must deliver the event again.
        """
        version = event.data.get("version")
        if not isinstance(version, int):
            raise MalformedMessage("an instance's event without its version")
        tenant = self.tenants.get(event.tenant_id)
        if tenant is None:
            raise TenantNotFound
        status = status_after(tenant, event.name, version)
        if status is not tenant.status:
            self._move(tenant, status, version, event)

    def _move(self, tenant: Tenant, status: TenantStatus, instance_version: int, event: Event) -> None:
        now = self.clock()
        moved = replace(
            tenant,
            status=status,
            instance_version=instance_version,
            updated_at=iso(now),
            updated_by=event.source,
            version=tenant.version + 1,
        )
        details = {"previousStatus": tenant.status.value, "newStatus": status.value, "because": event.name}
        audit_context = AuditContext(
            entry="STATUS_CHANGED", actor=event.source, correlation_id=event.correlation_id, details=details
        )
        writes = self.change_recorder.tenant_writes(tenant, moved, BECAME[status], audit_context, now)
        self.tenants.transact([self.tenants.update_write(tenant, moved), *writes.values()])
