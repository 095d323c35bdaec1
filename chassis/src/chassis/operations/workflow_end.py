"""How operations end: resource, operation, tenant slot, parent and messages in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chassis.dynamodb.transaction import TransactionCancelled, transact
from chassis.dynamodb.writes import Write
from chassis.operations.child_operations import child_end_writes
from chassis.operations.operation import Operation, OperationError, OperationStatus, OperationStep, StepStatus
from chassis.operations.operation_log import LostLease, OperationLog, Superseded
from chassis.operations.step_failures import translate_failures
from chassis.operations.step_outcomes import Impossible, Retryable, TryAgain
from chassis.operations.tenant_slots import TenantSlots, free_slot_writes
from chassis.operations.workflow import LEASE, Messages, ResourceStore, Step, Transition, Workflow
from chassis.operations.workflow_run import WorkflowRun
from chassis.runtime.clock import from_iso
from chassis.runtime.logging import Log

type AnyRun = WorkflowRun[Any, Any]

CANCELLED = OperationError(
    code="CANCELLED", message="Somebody cancelled this. Retry it to do it after all.", safe_to_retry=True
)
SUPERSEDED = OperationError(
    code="SUPERSEDED", message="Newer work took the place of this one, which changed nothing.", safe_to_retry=False
)
_GRACE = timedelta(hours=1)
"""How long after the deadline it is tried to take back what was made; then people must look."""
_ATTEMPTS = 5
"""How often an end is written when others change the resource at the same time."""


class WorkflowEnd:
    """Completes, fails and cancels operations; every end may be written again, and is fenced."""

    def __init__(
        self, log: OperationLog, store: ResourceStore[Any], work: object, slots: TenantSlots, logger: Log
    ) -> None:
        self.log, self.store, self.work, self.slots, self.logger = log, store, work, slots, logger

    def run_of(self, operation: Operation, workflow: Workflow) -> AnyRun:
        """The hold on an operation that this worker has claimed."""
        return WorkflowRun(self.log, self.store, self.work, workflow, operation)

    def complete(self, run: AnyRun) -> None:
        """The good end.

        Raises:
            LostLease: resource or operation is no longer this worker's.
        """
        workflow = run.workflow

        def advance(before: object) -> object:
            changes = workflow.changes(run)
            return self.store.advance(before, workflow.lifecycle.success, run.operation, changes=changes)

        self._end(run, advance, OperationStatus.COMPLETED, self.log.complete_write(run.operation))

    def stop(self, run: AnyRun, error: OperationError) -> None:
        """Name the step that failed, take back what was made, and end.

        Raises:
            TryAgain: something could not be taken back yet.
            LostLease: resource or operation is no longer this worker's.
        """
        if run.step or self._waiting_step(run):
            failed = replace(run.recorded, status=StepStatus.FAILED, message=error.message)
            run.operation = run.operation.with_step(failed)
            error = replace(error, step=failed.name)
        if run.needs_compensation(error):
            run.operation = self.log.save(replace(run.operation, error=error), LEASE)
        self.fail(run, error)
        self.logger.error(
            "operation_failed",
            operation_id=run.operation.operation_id,
            step=error.step,
            code=error.code,
            cause=error.cause,
        )

    def fail(self, run: AnyRun, error: OperationError) -> None:
        """Take back what was made, the last step first, and write the bad end; a requested cancel ends as one."""
        for step in run.needs_compensation(error):
            self._compensate(run, step)
        workflow, is_cancel = run.workflow, error.code == CANCELLED.code
        action = workflow.lifecycle.cancel if is_cancel else workflow.lifecycle.failure

        def advance(before: object) -> object:
            return self.store.advance(before, action, run.operation, error=error)

        if is_cancel:
            self._end(run, advance, OperationStatus.CANCELLED, self.log.stop_write(run.operation))
        else:
            self._end(run, advance, OperationStatus.FAILED, self.log.fail_write(run.operation, error))

    def fail_undelivered(self, operation: Operation, workflow: Workflow, error: OperationError) -> None:
        """The bad end by a consumer without the queue's rights, such as that of dead letters.

        What must be taken back first is left to the queue's own consumer: the reconciler sends it the command again.
        """
        run = self.run_of(operation, workflow)
        if run.needs_compensation(error):
            self.log.save(replace(run.operation, error=error), None)
            return
        try:
            self.fail(run, error)
        except Superseded:
            self.abandon(run)

    def abandon(self, run: AnyRun) -> None:
        """End an operation that lost its resource to a newer one; the resource and what stands outside are the newer's.

        Raises:
            LostLease: another worker has taken over, or somebody ended the operation.
        """
        operation = self.log.fail_write(run.operation, SUPERSEDED)
        others = self._writes_beside(run, OperationStatus.FAILED)
        try:
            transact(self.log.table.client, [operation, *others])
        except TransactionCancelled:
            raise LostLease(run.operation.operation_id) from None
        self._tell_end(run, OperationStatus.FAILED)
        self.logger.warning("operation_superseded", operation_id=run.operation.operation_id)

    def let_wait(self, run: AnyRun, waiting: Operation) -> None:
        """Record that a step waits; the tenant's slot goes to the next operation meanwhile.

        Raises:
            LostLease: another worker has taken over, or somebody ended the operation.
        """
        if not run.operation.tenant_slot:
            run.operation = self.log.save(waiting, None)
            return
        freed = free_slot_writes(self.log, run.operation)
        waiting = replace(waiting, tenant_slot=None)
        try:
            transact(self.log.table.client, [self.log.save_write(waiting, None), *freed])
        except TransactionCancelled:
            raise LostLease(waiting.operation_id) from None
        run.operation = self.log.find(waiting.operation_id) or waiting
        self.slots.wake_next(run.operation)

    def _waiting_step(self, run: AnyRun) -> Step | None:
        """The step whose wait the deadline ends; from here on it is the step at work."""
        waits = {one.name for one in run.operation.steps if one.status is StepStatus.WAITING}
        run.step = next((step for step in run.workflow.steps if step.name in waits), None)
        return run.step

    def _compensate(self, run: AnyRun, step: Step) -> None:
        """Take back what a step made.

        Raises:
            TryAgain: a dependency is away, and the grace after the deadline is not over.
        """
        run.step, found = step, run.operation.step(step.name)
        try:
            self._take_back(run, step)
            back = replace(found, status=StepStatus.COMPENSATED)
        except Retryable as away:
            if self.log.clock() < from_iso(run.operation.deadline) + _GRACE:
                self.log.save(run.operation, None)
                raise TryAgain(timedelta(seconds=30)) from away
            back = self._give_up(run, step)
        except Impossible:
            back = self._give_up(run, step)
        run.operation = self.log.save(run.operation.with_step(back), LEASE)

    def _take_back(self, run: AnyRun, step: Step) -> None:
        with translate_failures(self.logger, run.operation.operation_id, step.name):
            if step.compensate:
                step.compensate(run)

    def _give_up(self, run: AnyRun, step: Step) -> OperationStep:
        self.logger.error("not_compensated", operation_id=run.operation.operation_id, step=step.name)
        found = run.operation.step(step.name)
        message = "We could not undo this. Contact support."
        return replace(found, status=StepStatus.FAILED, message=message)

    def _end(self, run: AnyRun, advance: Callable[[Any], Any], status: OperationStatus, operation: Write) -> None:
        """Write the end; again with the resource as it then is when somebody changed it meanwhile.

        Raises:
            LostLease: resource or operation is no longer this worker's.
            TryAgain: others change the resource all the time.
        """
        for _ in range(_ATTEMPTS):
            before = run.resource
            named = {"operation": operation, **self._writes(run, before, advance(before), status)}
            try:
                transact(self.log.table.client, named)
            except TransactionCancelled as cancelled:
                if "operation" in cancelled.failed:
                    raise LostLease(run.operation.operation_id) from None
            else:
                self._tell_end(run, status)
                return
        raise TryAgain(timedelta(seconds=2))

    def _tell_end(self, run: AnyRun, status: OperationStatus) -> None:
        """Count the end, and let the tenant's next operation begin."""
        if status is not OperationStatus.CANCELLED:
            self.log.record_end(run.operation, failed=status is OperationStatus.FAILED)
        if run.operation.tenant_slot:
            self.slots.wake_next(run.operation)

    def _writes(self, run: AnyRun, before: object, after: object, status: OperationStatus) -> Mapping[str, Write]:
        """What is written beside the operation itself."""
        messages = _MESSAGES[status](run.workflow)
        moved = Transition(
            operation=run.operation,
            before=before,
            resource=after,
            work=self.work,
            trace_id=run.operation.correlation_id,
        )
        resource = self.store.update_write(before, after)
        others = [*messages(moved), *self._writes_beside(run, status)]
        named: dict[str, Write] = {"resource": resource} if resource else {}
        return named | {f"other_{number}": one for number, one in enumerate(others)}

    def _writes_beside(self, run: AnyRun, status: OperationStatus) -> list[Write]:
        """Free the tenant's slot, and tell the parent operation."""
        ended = child_end_writes(self.log, self.slots.commands, run.operation, status)
        return [*free_slot_writes(self.log, run.operation), *ended]


_MESSAGES: Mapping[OperationStatus, Callable[[Workflow], Messages]] = {
    OperationStatus.COMPLETED: lambda workflow: workflow.on_success,
    OperationStatus.FAILED: lambda workflow: workflow.on_failure,
    OperationStatus.CANCELLED: lambda workflow: workflow.on_cancel,
}
