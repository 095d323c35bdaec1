"""Carries out any workflow: persisted steps, each safe to repeat; the next worker goes on where the last stopped."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from chassis.operations.operation import Operation, OperationError, StepStatus
from chassis.operations.operation_log import OperationLog, Superseded
from chassis.operations.step_failures import translate_failures
from chassis.operations.step_outcomes import Impossible, Retryable, TryAgain, WaitForEvent
from chassis.operations.tenant_slots import TenantSlots
from chassis.operations.workflow import LEASE, Retry, Step
from chassis.operations.workflow_end import WorkflowEnd
from chassis.operations.workflow_run import WorkflowRun, is_done
from chassis.operations.workflows import Workflows
from chassis.runtime.clock import Clock, from_iso, iso
from chassis.runtime.logging import Log

type AnyRun = WorkflowRun[Any, Any]


class WorkflowRunner:
    """Drives the operations of one queue; `retry` replaces the patience of every workflow, for quick tests."""

    def __init__(
        self,
        workflows: Workflows,
        queue: str,
        end: WorkflowEnd,
        slots: TenantSlots,
        *,
        clock: Clock,
        logger: Log,
        retry: Retry | None = None,
    ) -> None:
        self.workflows, self.queue, self.end, self.slots = workflows, queue, end, slots
        self.log: OperationLog = end.log
        self.clock, self.logger, self.retry = clock, logger, retry

    def run(self, operation_id: str) -> None:
        """Take the operation as far as it goes; returns at once when it has ended.

        Raises:
            TryAgain: a step must be repeated later.
            Busy: another worker holds it.
            LostLease: another worker took over, or somebody cancelled it.
            UnknownWorkflow: its type belongs to another queue.
        """
        operation = self.log.claim(operation_id, LEASE)
        if operation is None:
            self._skip(operation_id)
            return
        run = self.end.run_of(operation, self.workflows.get(operation.operation_type, self.queue))
        if not self._admit(run):
            return
        try:
            self._go_on(run)
        except Superseded:
            self.end.abandon(run)

    def _go_on(self, run: AnyRun) -> None:
        if run.operation.error:  # cancelled, or its last worker died while it took back what had been made
            self.end.fail(run, run.operation.error)
        elif _is_overdue(run.operation, self.clock):
            self.end.stop(run, run.workflow.overdue)
        elif self._take_steps(run):
            self.end.complete(run)

    def _skip(self, operation_id: str) -> None:
        """An operation that was cancelled before its turn came has left its place to the next one of its tenant."""
        self.logger.info("already_ended", operation_id=operation_id)
        ended = self.log.find(operation_id)
        if ended and self.workflows.get(ended.operation_type, self.queue).per_tenant:
            self.slots.wake_next(ended)

    def _admit(self, run: AnyRun) -> bool:
        """Whether the tenant may have one more at work; if not, an end of another one brings the operation back."""
        limit = run.workflow.per_tenant
        if limit is None or run.operation.tenant_slot:
            return True
        counted = self.slots.take(run.operation, limit)
        if counted is None:
            self.slots.defer(run.operation)
            self.logger.info("tenant_at_limit", operation_id=run.operation.operation_id)
            return False
        run.operation = counted
        return True

    def _take_steps(self, run: AnyRun) -> bool:
        """Whether all steps are done."""
        for step in run.workflow.steps:
            if is_done(run.operation, step):
                continue
            run.step = step
            try:
                self._take(run, step)
            except WaitForEvent as wait:
                self._wait(run, wait)
                return False
            except Impossible as end:
                self.end.stop(run, end.error)
                return False
            except Retryable as away:
                self._put_off(run, step, away)
                return False
        return True

    def _take(self, run: AnyRun, step: Step) -> None:
        """Run one step between two records: "running", so that people see it, and "completed" with what it found."""
        before = run.recorded
        is_new_attempt = before.status is not StepStatus.WAITING  # to look again is none
        running = replace(
            before,
            status=StepStatus.RUNNING,
            attempts=before.attempts + is_new_attempt,
            started_at=before.started_at or iso(self.clock()),
            retry_at=None,
            message=None,
            version=step.version,
        )
        run.operation = self.log.save(run.operation.with_step(running), step.timeout)
        with translate_failures(self.logger, run.operation.operation_id, step.name):
            result = step.run(run)
        done = replace(run.recorded, status=StepStatus.COMPLETED, completed_at=iso(self.clock()), result=result)
        run.operation = self.log.save(run.operation.with_step(done), LEASE)

    def _wait(self, run: AnyRun, wait: WaitForEvent) -> None:
        """Give back lease and tenant slot until a callback or the next look.

        Raises:
            TryAgain: a callback came between the step's look and this record.
        """
        if _is_overdue(run.operation, self.clock):
            self.end.stop(run, run.workflow.overdue)
            return
        look = min(self.clock() + wait.check_after, from_iso(run.operation.deadline))
        waiting = replace(run.recorded, status=StepStatus.WAITING, message=str(wait), retry_at=iso(look))
        known = run.callback
        self.end.let_wait(run, run.operation.with_step(waiting))
        if run.callback != known:
            raise TryAgain(timedelta(seconds=1))

    def _put_off(self, run: AnyRun, step: Step, away: Retryable) -> None:
        """Record the retry for people to see and give the lease back, or end when patience is over.

        Raises:
            TryAgain: after the pause.
        """
        tried, retry = run.recorded, step.retry or self.retry or run.workflow.retry
        delay = retry.delay(max(tried.attempts, 1))
        again = self.clock() + delay
        if tried.attempts >= retry.attempts or again > from_iso(run.operation.deadline):
            self.end.stop(run, _unavailable(away))
            return
        retrying = replace(tried, status=StepStatus.RETRYING, retry_at=iso(again), message=away.message)
        self.log.save(run.operation.with_step(retrying), None)
        self.logger.warning(
            "step_put_off",
            operation_id=run.operation.operation_id,
            step=step.name,
            cause=away.cause,
            attempt=tried.attempts,
        )
        raise TryAgain(delay)


def _unavailable(away: Retryable) -> OperationError:
    return OperationError(code="DEPENDENCY_UNAVAILABLE", message=away.message, cause=away.cause, safe_to_retry=True)


def _is_overdue(operation: Operation, clock: Clock) -> bool:
    """A wait past the deadline is over; other work gets its last try, and `_put_off` ends it."""
    waits = any(step.status is StepStatus.WAITING for step in operation.steps)
    return waits and clock() >= from_iso(operation.deadline)
