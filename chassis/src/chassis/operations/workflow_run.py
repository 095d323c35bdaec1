"""One worker's hold on one operation: what its steps are given (`chassis.operations.workflow.Run`)."""

import time
from collections.abc import Mapping
from dataclasses import replace

from chassis.operations.operation import Operation, OperationError, OperationStep, StepProgress, StepStatus
from chassis.operations.operation_log import OperationLog
from chassis.operations.workflow import ResourceStore, Step, Workflow

REPORT_EVERY = 5.0
"""Seconds between two records of a step's progress."""


class WorkflowRun[R, W]:
    """The operation as this worker last saved it, and the step at work."""

    def __init__(
        self, log: OperationLog, store: ResourceStore[R], work: W, workflow: Workflow, operation: Operation
    ) -> None:
        self.log, self.store, self.work, self.workflow = log, store, work, workflow
        self.operation = align(operation, workflow)
        self.step: Step | None = None
        self._reported = 0.0

    @property
    def resource(self) -> R:
        """The resource as it is now."""
        return self.store.find(self.operation)

    @property
    def key(self) -> str:
        """The name of what the step makes outside, and what a callback must carry."""
        return f"{self.operation.operation_id}.{self.step.name if self.step else ''}"

    @property
    def callback(self) -> Mapping[str, str] | None:
        """What an outside system has reported for this step."""
        return (self.operation.callbacks or {}).get(self.step.name) if self.step else None

    @property
    def recorded(self) -> OperationStep:
        """The record of the step at work."""
        if self.step is None:
            raise LookupError("no step is at work")
        return self.operation.step(self.step.name)

    def result(self, step: str) -> Mapping[str, str]:
        """What an earlier step found out."""
        return self.operation.step(step).result or {}

    def report(self, done: int, total: int, unit: str) -> None:
        """Record progress, at most every five seconds.

        Raises:
            LostLease: the operation was cancelled, or another worker took over.
        """
        if self.step is None or (time.monotonic() - self._reported < REPORT_EVERY and done < total):
            return
        self._reported = time.monotonic()
        moved = replace(self.recorded, progress=StepProgress(done=done, total=total, unit=unit))
        self.operation = self.log.save(self.operation.with_step(moved), self.step.timeout)

    def needs_compensation(self, error: OperationError) -> list[Step]:
        """The steps whose effect outside must be taken back because of `error`, the last one first."""
        made = [step for step in reversed(self.workflow.steps) if _left_something(self.operation, step)]
        return [step for step in made if not (step.keep_for_retry and error.safe_to_retry)]


def align(operation: Operation, workflow: Workflow) -> Operation:
    """The operation with the steps of today's declaration, by name; steps that are gone stay only if they were done."""
    recorded = {step.name: step for step in operation.steps}
    wanted = [_record_of(step, recorded) for step in workflow.steps]
    known = {name for step in workflow.steps for name in (step.name, *step.formerly)}
    history = [one for one in operation.steps if one.name not in known and one.status is StepStatus.COMPLETED]
    return replace(operation, steps=(*history, *wanted))


def is_done(operation: Operation, step: Step) -> bool:
    """Whether the step has a result that today's declaration can use."""
    found = operation.step(step.name)
    return found.status is StepStatus.COMPLETED and found.version >= step.version


def _record_of(step: Step, recorded: Mapping[str, OperationStep]) -> OperationStep:
    found = next((recorded[name] for name in (step.name, *step.formerly) if name in recorded), None)
    return (
        replace(found, name=step.name, title=step.title) if found else OperationStep(name=step.name, title=step.title)
    )


def _left_something(operation: Operation, step: Step) -> bool:
    found = operation.step(step.name)
    return bool(step.compensate and found.attempts and found.status is not StepStatus.COMPENSATED)
