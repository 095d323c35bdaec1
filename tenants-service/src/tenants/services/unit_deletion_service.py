"""Deleting a unit with everything below it: announced in one transaction, carried out by a worker."""

from collections.abc import Mapping
from dataclasses import replace

from chassis.access.acts import href
from chassis.access.authorization import TenantNotFound
from chassis.dynamodb.items import to_item
from chassis.dynamodb.transaction import TransactionCancelled
from chassis.dynamodb.writes import Write
from chassis.errors import ProblemError
from chassis.http.idempotency import IdempotentWriter
from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.request_context import RequestContext
from chassis.messaging.envelopes import Command
from chassis.messaging.outbox import Outbox
from chassis.operations.operation import OPERATION_LIFECYCLE, Operation, OperationAction, OperationStatus
from chassis.operations.operation_log import NewOperation, OperationLog
from chassis.runtime.clock import Clock
from chassis.runtime.ids import slug_of
from tenants.dao import keys
from tenants.dao.tenant_dao import TenantDAO
from tenants.dao.unit_dao import UnitDAO
from tenants.domain.errors import OperationNotFound, UnitNotFound
from tenants.domain.lifecycle import TENANT_LIFECYCLE, TenantAction
from tenants.domain.tenant import TenantStatus
from tenants.domain.unit import Path, Unit
from tenants.services.change_recorder import AuditContext, ChangeRecorder
from tenants.services.hierarchy_service import HierarchyService

COMMAND = "HIERARCHY_DELETION_REQUEST"
OPERATION_TYPE = "HIERARCHY_DELETION"
STEPS = (("delete_below", "Delete everything in it"), ("delete_unit", "Delete the unit itself"))


class UnitDeletionService:
    """Promises what `UnitDeletion` keeps."""

    def __init__(
        self,
        hierarchy: HierarchyService,
        units: UnitDAO,
        tenants: TenantDAO,
        operations: OperationLog,
        change_recorder: ChangeRecorder,
        clock: Clock,
    ) -> None:
        self.hierarchy, self.units, self.tenants, self.operations = hierarchy, units, tenants, operations
        self.change_recorder, self.clock = change_recorder, clock
        self.outbox = Outbox(units.table.name)
        self.idempotency = IdempotentWriter(units.table, clock)

    def delete_cascade(self, context: RequestContext, tenant_id: str, path: Path) -> tuple[Unit | None, Operation]:
        """Close the unit, so that nothing is put below it any more, and promise its deletion.

        Raises:
            UnitNotFound: there is none.
            InvalidTransition: the tenant is not ACTIVE.
        """

        def again(earlier: Mapping[str, str]) -> tuple[Unit | None, Operation]:
            operation = self.operations.find(earlier["operationId"])
            if operation is None:
                raise UnitNotFound
            return self.units.get(tenant_id, path), self.operations.wait(operation, context.wait)

        partition = keys.tenant_partition(tenant_id)
        return self.idempotency.run(context, partition, lambda: self._promise(context, tenant_id, path), again)

    def _promise(self, context: RequestContext, tenant_id: str, path: Path) -> tuple[Unit | None, Operation]:
        unit = self.units.get(tenant_id, path)
        if unit is None:
            raise UnitNotFound
        closed = replace(unit, active=False)
        operation, operation_write = self.operations.begin(_operation(context, unit))
        now, partition = self.clock(), keys.tenant_partition(tenant_id)
        audit_context = AuditContext.of(
            context, f"HIERARCHY_{unit.level}_DELETION_REQUESTED", details={"cascade": True}
        )
        resource = (unit.level.value, unit.unit_id)
        writes: dict[str, Write] = {
            "unit": self.units.close_write(unit),
            "tenant": self.tenants.check_action_write(tenant_id, TenantAction.MANAGE),
            "operation": operation_write,
            "command": self._command(context, operation),
            "audit": self.change_recorder.audit_write(
                tenant_id, resource, to_item(unit), to_item(closed), audit_context, now
            ),
        }
        try:
            self.idempotency.write(context, partition, {"operationId": operation.operation_id}, writes)
        except TransactionCancelled as cancelled:
            raise _refusal(cancelled) from None
        return closed, self.operations.wait(operation, context.wait)

    def retry_deletion(
        self, context: RequestContext, tenant_id: str, operation_id: str
    ) -> tuple[Unit | None, Operation]:
        """Try a failed deletion again: the same operation goes on at its failed step.

        Raises:
            OperationNotFound: the tenant has no such deletion.
            InvalidTransition: it has not failed, or the tenant is not ACTIVE.
        """

        def act() -> tuple[Unit | None, Operation]:
            operation = self._found(tenant_id, operation_id)
            OPERATION_LIFECYCLE.after(operation.status, OperationAction.RETRY)
            again, write = self.operations.reopened(operation)
            self._write_again(context, again, write)
            return self.units.find(tenant_id, again.resource_id), self.operations.wait(again, context.wait)

        def repeated(earlier: Mapping[str, str]) -> tuple[Unit | None, Operation]:
            if earlier["operationId"] != operation_id:
                raise IdempotencyMismatch
            operation = self._found(tenant_id, operation_id)
            return self.units.find(tenant_id, operation.resource_id), self.operations.wait(operation, context.wait)

        return self.idempotency.run(context, keys.tenant_partition(tenant_id), act, repeated)

    def _write_again(self, context: RequestContext, operation: Operation, write: Write) -> None:
        partition = keys.tenant_partition(operation.tenant_id)
        audit_context = AuditContext.of(context, f"HIERARCHY_{operation.resource_type}_DELETION_RETRIED")
        resource = (operation.resource_type, operation.resource_id)
        writes: dict[str, Write] = {
            "operation": write,
            "tenant": self.tenants.check_action_write(operation.tenant_id, TenantAction.MANAGE),
            "command": self._command(context, operation),
            "audit": self.change_recorder.audit_write(
                operation.tenant_id, resource, {}, {}, audit_context, self.clock()
            ),
        }
        try:
            self.idempotency.write(context, partition, {"operationId": operation.operation_id}, writes)
        except TransactionCancelled as cancelled:
            changed = cancelled.failed.get("operation")
            if changed and "tenant" not in cancelled.failed:
                OPERATION_LIFECYCLE.after(OperationStatus(changed["status"]), OperationAction.RETRY)
            raise _refusal(cancelled) from None

    def _command(self, context: RequestContext, operation: Operation) -> Write:
        ids = {"tenantId": operation.tenant_id, "operationId": operation.operation_id}
        command = Command(COMMAND, ids, context.trace_id, operation.operation_id)
        partition = keys.tenant_partition(operation.tenant_id)
        return self.outbox.command(partition, "HIERARCHY_DELETION_QUEUE_URL", command, self.clock())

    def _found(self, tenant_id: str, operation_id: str) -> Operation:
        """The deletion; an id that carries another tenant is not even looked up."""
        operation = self.operations.find(operation_id) if _carries(operation_id, tenant_id) else None
        if operation is None or (operation.tenant_id, operation.operation_type) != (tenant_id, OPERATION_TYPE):
            raise OperationNotFound
        return operation


def _carries(operation_id: str, tenant_id: str) -> bool:
    try:
        return slug_of(operation_id) == slug_of(tenant_id)
    except ValueError:  # too short to carry a tenant
        return False


def _refusal(cancelled: TransactionCancelled) -> ProblemError:
    tenant = cancelled.failed.get("tenant")
    if tenant:
        TENANT_LIFECYCLE.after(TenantStatus(tenant["status"]), TenantAction.MANAGE)
    return TenantNotFound() if "tenant" in cancelled.failed else UnitNotFound()


def _operation(context: RequestContext, unit: Unit) -> NewOperation:
    return NewOperation(
        tenant_id=unit.tenant_id,
        operation_type=OPERATION_TYPE,
        resource_type=unit.level.value,
        resource_id=unit.unit_id,
        resource_href=href("get_hierarchy", tenant_id=unit.tenant_id),
        steps=STEPS,
        created_by=context.caller.email,
        correlation_id=context.trace_id,
    )
