"""Moving an instance on: its state, the news of it and the end of its operation are one transaction."""

from dataclasses import replace

from chassis.dynamodb.transaction import transact
from chassis.dynamodb.writes import Write
from chassis.operations.operation import Operation, OperationError, StepStatus
from chassis.operations.operation_log import OperationLog
from chassis.runtime.clock import Clock, iso
from instances.dao.instance_dao import InstanceDAO
from instances.domain.events import news_of
from instances.domain.instance import Instance, InstanceError
from instances.domain.lifecycle import InstanceState
from instances.services.announcements import Announcements


class Transitions:
    """Writes changes that a worker made or that ECS showed."""

    def __init__(
        self, instances: InstanceDAO, operations: OperationLog, announcements: Announcements, clock: Clock
    ) -> None:
        self.instances, self.operations = instances, operations
        self.announcements, self.clock = announcements, clock

    def apply(self, before: Instance, after: Instance, *, operation: Operation | None = None) -> Instance:
        """Replace `before` by `after`; ends the operation when the instance is ACTIVE or FAILED afterwards.

        Args:
            before: as it was read.
            after: as it shall be; version and times are set here.
            operation: the instance's operation as its worker holds it; read from the log when None.

        Raises:
            TransactionCancelled: somebody changed the instance or took the operation over meanwhile.
        """
        now = iso(self.clock())
        after = _stamped(before, replace(after, version=before.version + 1, updated_at=now), now)
        writes: dict[str, Write] = {"instance": self.instances.update_write(before, after)}
        held = operation
        if before.state is not after.state:
            held = operation or self.operations.find(after.operation_id)
            correlation = held.correlation_id if held else after.operation_id
            writes["news"] = self.announcements.news(news_of(before, after), after, correlation, self.clock())
            writes |= self._ending(after, held)
        transact(self.instances.table.client, writes)
        if held and "operation" in writes:
            self.operations.record_end(held, failed=after.state is InstanceState.FAILED)
        return after

    def _ending(self, after: Instance, operation: Operation | None) -> dict[str, Write]:
        """The write that ends the operation, when this change does."""
        if operation is None or operation.ended:
            return {}
        if after.state is InstanceState.ACTIVE:
            return {"operation": self.operations.completed(operation)}
        if after.state is InstanceState.FAILED and after.last_error:
            failed, error = _failed(operation, after.last_error)
            return {"operation": self.operations.failed(failed, error)}
        return {}


def _stamped(before: Instance, after: Instance, now: str) -> Instance:
    """The times that belong to a change of state."""
    if before.state is after.state:
        return after
    if after.state is InstanceState.PROVISIONING:
        return replace(after, provisioning_started_at=now)
    if after.state is InstanceState.ACTIVE and before.provisioning_completed_at is None:
        return replace(after, provisioning_completed_at=now)
    return after


def _failed(operation: Operation, why: InstanceError) -> tuple[Operation, OperationError]:
    """The operation with the step that failed: the one its worker says, else the first that is not done."""
    by_status = {step.status: step for step in reversed(operation.steps) if step.status is not StepStatus.COMPLETED}
    at_fault = by_status.get(StepStatus.FAILED) or next(iter(reversed(by_status.values())), operation.steps[-1])
    step = replace(at_fault, status=StepStatus.FAILED, message=why.message)
    return operation.with_step(step), OperationError(**vars(why), step=step.name)
