"""Deletes a unit with everything below it: one transaction accepts the operation, a worker runs it."""

from collections.abc import Mapping
from dataclasses import replace

from chassis.access.acts import href
from chassis.access.authorization import TenantNotFound
from chassis.dynamodb.items import to_item
from chassis.dynamodb.transaction import TransactionCancelled
from chassis.dynamodb.writes import Write
from chassis.errors import ProblemError
from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.request_context import RequestContext
from chassis.operations.operation import OPERATION_LIFECYCLE, Operation, OperationAction, OperationStatus
from chassis.operations.operation_service import OperationService, WorkRequest
from chassis.runtime.clock import Clock
from chassis.runtime.ids import slug_of
from tenants.dao import keys
from tenants.dao.tenant_dao import TenantDAO
from tenants.dao.unit_dao import UnitDAO
from tenants.domain.errors import OperationNotFound, UnitNotFound
from tenants.domain.lifecycle import TENANT_LIFECYCLE, TenantAction
from tenants.domain.tenant import TenantStatus
from tenants.domain.unit import OPERATION_TYPE, Path, Unit
from tenants.services.change_recorder import AuditContext, ChangeRecorder
from tenants.services.hierarchy_service import HierarchyService


class UnitDeletionService:
    """Accepts and retries the operations that `tenants.workflows.hierarchy_deletion` runs."""

    def __init__(
        self,
        hierarchy: HierarchyService,
        units: UnitDAO,
        tenants: TenantDAO,
        work: OperationService,
        change_recorder: ChangeRecorder,
        clock: Clock,
    ) -> None:
        self.hierarchy, self.units, self.tenants = hierarchy, units, tenants
        self.work, self.operations, self.idempotency = work, work.log, work.idempotency
        self.change_recorder, self.clock = change_recorder, clock

    def delete_cascade(self, context: RequestContext, tenant_id: str, path: Path) -> tuple[Unit | None, Operation]:
        """Close the unit, so that nothing can be added below it, and accept its deletion.

        Raises:
            UnitNotFound: the unit does not exist.
            InvalidTransition: the tenant is not ACTIVE.
        """

        def replay(earlier: Mapping[str, str]) -> tuple[Unit | None, Operation]:
            operation = self.operations.find(earlier["operationId"])
            if operation is None:
                raise UnitNotFound
            return self.units.get(tenant_id, path), self.work.wait_for(context, operation)

        partition = keys.tenant_partition(tenant_id)
        return self.idempotency.run(context, partition, lambda: self._accept(context, tenant_id, path), replay)

    def _accept(self, context: RequestContext, tenant_id: str, path: Path) -> tuple[Unit | None, Operation]:
        unit = self.units.get(tenant_id, path)
        if unit is None:
            raise UnitNotFound
        closed = replace(unit, active=False)
        operation = self.work.begin(context, _request(unit))
        audit_context = AuditContext.of(
            context, f"HIERARCHY_{unit.level}_DELETION_REQUESTED", details={"cascade": True}
        )
        resource = (unit.level.value, unit.unit_id)
        guards: dict[str, Write] = {
            "unit": self.units.close_write(unit),
            "tenant": self.tenants.check_action_write(tenant_id, TenantAction.MANAGE),
            "audit": self.change_recorder.audit_write(
                tenant_id, resource, to_item(unit), to_item(closed), audit_context, self.clock()
            ),
        }
        try:
            self.work.accept(context, operation, closed, guards, {})
        except TransactionCancelled as cancelled:
            raise _refusal(cancelled) from None
        return closed, self.work.wait_for(context, operation)

    def retry_deletion(
        self, context: RequestContext, tenant_id: str, operation_id: str
    ) -> tuple[Unit | None, Operation]:
        """Retry a failed deletion: the same operation continues at its failed step.

        Raises:
            OperationNotFound: the tenant has no such deletion.
            InvalidTransition: the deletion has not failed, or the tenant is not ACTIVE.
        """

        def retry() -> tuple[Unit | None, Operation]:
            failed = self._found(tenant_id, operation_id)
            OPERATION_LIFECYCLE.after(failed.status, OperationAction.RETRY)
            again = self._retry(context, failed)
            return self.units.find(tenant_id, again.resource_id), self.work.wait_for(context, again)

        def replay(earlier: Mapping[str, str]) -> tuple[Unit | None, Operation]:
            if earlier["operationId"] != operation_id:
                raise IdempotencyMismatch
            operation = self._found(tenant_id, operation_id)
            return self.units.find(tenant_id, operation.resource_id), self.work.wait_for(context, operation)

        return self.idempotency.run(context, keys.tenant_partition(tenant_id), retry, replay)

    def _retry(self, context: RequestContext, failed: Operation) -> Operation:
        audit_context = AuditContext.of(context, f"HIERARCHY_{failed.resource_type}_DELETION_RETRIED")
        resource = (failed.resource_type, failed.resource_id)
        guards: dict[str, Write] = {
            "tenant": self.tenants.check_action_write(failed.tenant_id, TenantAction.MANAGE),
            "audit": self.change_recorder.audit_write(failed.tenant_id, resource, {}, {}, audit_context, self.clock()),
        }
        request = WorkRequest(
            operation_type=OPERATION_TYPE,
            tenant_id=failed.tenant_id,
            resource_id=failed.resource_id,
            resource_href=failed.resource_href,
            resource_type=failed.resource_type,
        )
        try:
            _, operation = self.work.retry(context, failed, request, None, guards, {})
        except TransactionCancelled as cancelled:
            changed = cancelled.failed.get("operation")
            if changed and "tenant" not in cancelled.failed:
                OPERATION_LIFECYCLE.after(OperationStatus(changed["status"]), OperationAction.RETRY)
            raise _refusal(cancelled) from None
        return operation

    def _found(self, tenant_id: str, operation_id: str) -> Operation:
        """The deletion; an id that contains another tenant is refused without a read."""
        operation = self.operations.find(operation_id) if _carries(operation_id, tenant_id) else None
        if operation is None or (operation.tenant_id, operation.operation_type) != (tenant_id, OPERATION_TYPE):
            raise OperationNotFound
        return operation


def _carries(operation_id: str, tenant_id: str) -> bool:
    try:
        return slug_of(operation_id) == slug_of(tenant_id)
    except ValueError:  # too short to contain a tenant
        return False


def _refusal(cancelled: TransactionCancelled) -> ProblemError:
    tenant = cancelled.failed.get("tenant")
    if tenant:
        TENANT_LIFECYCLE.after(TenantStatus(tenant["status"]), TenantAction.MANAGE)
    return TenantNotFound() if "tenant" in cancelled.failed else UnitNotFound()


def _request(unit: Unit) -> WorkRequest:
    return WorkRequest(
        operation_type=OPERATION_TYPE,
        tenant_id=unit.tenant_id,
        resource_id=unit.unit_id,
        resource_href=href("get_hierarchy", tenant_id=unit.tenant_id),
        resource_type=unit.level.value,
    )
