"""An operation: accepted slow work with its steps, its progress and its result. Pure."""

from dataclasses import replace
from enum import StrEnum

from chassis.lifecycle import Lifecycle, LifecycleWords
from chassis.runtime.records import dataclass


class OperationStatus(StrEnum):
    """Domain §3.6."""

    PENDING = "PENDING"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class OperationAction(StrEnum):
    """What may happen to an operation; a worker defers one whose tenant has reached its limit."""

    START = "start"
    COMPLETE = "complete"
    FAIL = "fail"
    CANCEL = "cancel"
    RETRY = "retry"
    DEFER = "defer"


OPERATION_LIFECYCLE = Lifecycle(
    {
        (OperationStatus.PENDING, OperationAction.START): OperationStatus.IN_PROGRESS,
        (OperationStatus.PENDING, OperationAction.FAIL): OperationStatus.FAILED,
        (OperationStatus.PENDING, OperationAction.CANCEL): OperationStatus.CANCELLED,
        (OperationStatus.IN_PROGRESS, OperationAction.COMPLETE): OperationStatus.COMPLETED,
        (OperationStatus.IN_PROGRESS, OperationAction.FAIL): OperationStatus.FAILED,
        (OperationStatus.IN_PROGRESS, OperationAction.CANCEL): OperationStatus.CANCELLED,
        (OperationStatus.IN_PROGRESS, OperationAction.DEFER): OperationStatus.PENDING,
        (OperationStatus.FAILED, OperationAction.RETRY): OperationStatus.PENDING,
    },
    LifecycleWords(
        states={
            OperationStatus.PENDING: "an operation that waits for its start",
            OperationStatus.IN_PROGRESS: "an operation that is still running",
            OperationStatus.COMPLETED: "a completed operation",
            OperationStatus.FAILED: "a failed operation",
            OperationStatus.CANCELLED: "a cancelled operation",
        },
        actions={
            OperationAction.START: "start {it}",
            OperationAction.COMPLETE: "complete {it}",
            OperationAction.FAIL: "mark {it} as failed",
            OperationAction.CANCEL: "cancel {it}",
            OperationAction.RETRY: "retry {it}",
            OperationAction.DEFER: "defer {it}",
        },
        advice={
            OperationStatus.PENDING: "Wait until it ends.",
            OperationStatus.IN_PROGRESS: "Wait until it ends.",
            OperationStatus.COMPLETED: "Follow its resource link to see the result.",
            OperationStatus.FAILED: "Retry it, or start a new one.",
            OperationStatus.CANCELLED: "Send the original request again to start a new one.",
        },
    ),
)
OPEN = frozenset({OperationStatus.PENDING, OperationStatus.IN_PROGRESS})


class StepStatus(StrEnum):
    """Where one step stands.

    WAITING is for an event from outside, RETRYING for a dependency to come back; COMPENSATED means taken back.
    """

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    RETRYING = "RETRYING"
    WAITING = "WAITING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    COMPENSATED = "COMPENSATED"


@dataclass(frozen=True, kw_only=True)
class StepProgress:
    """How far a long step is, e.g. 120 of 5000 `rows`."""

    done: int
    total: int
    unit: str


@dataclass(frozen=True, kw_only=True)
class OperationStep:
    """One step of an operation's record; times are ISO-8601.

    Attributes:
        retry_at: when it is tried again (RETRYING) or looks again (WAITING).
        result: what it found out, such as ids made outside; kept for the steps after it.
        version: of the declaration that made `result`.
    """

    name: str
    title: str
    status: StepStatus = StepStatus.PENDING
    attempts: int = 0
    started_at: str | None = None
    completed_at: str | None = None
    retry_at: str | None = None
    message: str | None = None
    result: dict[str, str] | None = None
    progress: StepProgress | None = None
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class OperationError:
    """The first failing step, its cause in words for people, and whether trying again is safe."""

    code: str
    message: str
    step: str | None = None
    cause: str | None = None
    safe_to_retry: bool = True


@dataclass(frozen=True, kw_only=True)
class ParentOperation:
    """The operation that started a child, and the key under which it records how the child goes."""

    operation_id: str
    child_key: str


@dataclass(frozen=True, kw_only=True)
class Operation:
    """The record; times are ISO-8601.

    Attributes:
        operation_type: e.g. `SITE_CREATION` (domain §1.9).
        resource_type: e.g. `SITE`; `resource_href` is where the result can be seen.
        deadline: after this it is failed rather than tried again.
        fence: counts the workers that held the lease; a write with an older one is refused.
        lease_until: the worker in charge loses it then.
        queue: environment variable that holds the URL of the queue whose consumer carries it out.
        inputs: what the work was asked to do, beyond its resource.
        callbacks: step → what an outside system reported for it.
        undoes: the operation whose effect this one takes back.
        parent: the operation that started this one as a child, and the child's key there.
        tenant_slot: whether it counts against the limit of its tenant on its queue.
        deferred_at: since when it has waited for another operation of its tenant to end.
    """

    operation_id: str
    tenant_id: str
    operation_type: str
    status: OperationStatus
    resource_type: str
    resource_id: str
    resource_href: str
    steps: tuple[OperationStep, ...]
    created_at: str
    created_by: str
    correlation_id: str
    deadline: str
    started_at: str | None = None
    completed_at: str | None = None
    error: OperationError | None = None
    fence: int = 0
    lease_until: str | None = None
    queue: str | None = None
    inputs: dict[str, str] | None = None
    callbacks: dict[str, dict[str, str]] | None = None
    undoes: str | None = None
    parent: ParentOperation | None = None
    tenant_slot: bool | None = None
    deferred_at: str | None = None

    @property
    def progress(self) -> int:
        """Percent of the steps that are done."""
        done = sum(step.status is StepStatus.COMPLETED for step in self.steps)
        return 100 if self.status is OperationStatus.COMPLETED else done * 100 // max(len(self.steps), 1)

    @property
    def message(self) -> str:
        """Where it stands, in one sentence."""
        if self.error:
            return self.error.message
        running = next((s for s in self.steps if s.status not in (StepStatus.COMPLETED, StepStatus.PENDING)), None)
        if running:
            return running.message or f"{running.title} ({running.status.lower()})."
        if self.deferred_at:
            return "Waiting for other work of the tenant to end."
        return {OperationStatus.PENDING: "Waiting to start.", OperationStatus.COMPLETED: "Done."}.get(
            self.status, "In progress."
        )

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.status not in OPEN

    def step(self, name: str) -> OperationStep:
        """The step called `name`."""
        return next(step for step in self.steps if step.name == name)

    def with_step(self, changed: OperationStep) -> "Operation":
        """The same operation with one step changed."""
        return replace(self, steps=tuple(changed if s.name == changed.name else s for s in self.steps))

    def reopen(self, *, from_start: bool = False) -> "Operation":
        """The same operation, to be tried again from the step that failed, or from its first step."""
        steps = tuple(
            step
            if step.status is StepStatus.COMPLETED and not from_start
            else OperationStep(name=step.name, title=step.title)
            for step in self.steps
        )
        return replace(self, steps=steps, status=OperationStatus.PENDING, error=None, completed_at=None, callbacks={})
