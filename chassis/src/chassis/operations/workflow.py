"""A kind of slow work as a declaration: pure, without AWS and clients, so that an API can import it."""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol

from chassis.dynamodb.writes import Write
from chassis.operations.operation import Operation, OperationError
from chassis.runtime.records import dataclass

LEASE = timedelta(seconds=45)
DEADLINE_PASSED = OperationError(
    code="DEADLINE_PASSED", message="This took too long, so we stopped it. Retry it.", safe_to_retry=True
)


@dataclass(frozen=True, kw_only=True)
class Retry:
    """How long to put up with a dependency that is away: `attempts` per step, waiting `first` × 2ⁿ up to `longest`."""

    attempts: int = 5
    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(minutes=2)

    def delay(self, attempt: int) -> timedelta:
        """How long to wait after the `attempt`th failure (from 1)."""
        return min(self.first * int(2 ** (attempt - 1)), self.longest)


class Run[R, W](Protocol):
    """What the runner gives to a step.

    Attributes:
        operation: the record, with `inputs` and `undoes`.
        work: the clients and DAOs of this queue's consumer.
    """

    operation: Operation
    work: W

    @property
    def resource(self) -> R:
        """The resource, read now; Superseded when another operation works on it."""

    @property
    def key(self) -> str:
        """`operation id.step`: the name of what the step makes outside, and what a callback must carry."""

    @property
    def callback(self) -> Mapping[str, str] | None:
        """What an outside system has reported for this step; None before it did."""

    def result(self, step: str) -> Mapping[str, str]:
        """What an earlier step found out; empty when it did not run."""

    def report(self, done: int, total: int, unit: str) -> None:
        """Record how far the step is, keep the lease, and stop here when the operation was cancelled."""


@dataclass(frozen=True, kw_only=True)
class Transition[R, W]:
    """A change of a resource by its operation, for the functions that add messages to its transaction.

    Attributes:
        before: None when the work was just accepted for a new resource.
        trace_id: of the request or, at an end, of the request that was accepted.
    """

    operation: Operation
    before: R | None
    resource: R
    work: W
    trace_id: str


type StepFunction = Callable[[Any], dict[str, str] | None]
type Changes = Callable[[Any], Mapping[str, Any]]
type Messages = Callable[[Any], list[Write]]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step. `run` looks first, acts under `Run.key`, and returns what later steps need; it may be run again.

    Attributes:
        name: a persistent key: an operation of the last release finds its progress under it.
        title: what people read.
        timeout: the lease while it runs; a longer step reports progress, which renews the lease.
        compensate: takes back what `run` made, when the operation fails or is cancelled; may be repeated as well.
        keep_for_retry: whether it is taken back after a permanent failure only; a retry otherwise goes on with it.
        cancellable: False from the point of no return on: a cancel is refused while or after it runs.
        version: rises when older results are of no use; the step is then run again.
        formerly: names that it had in earlier releases.
    """

    name: str
    title: str
    run: StepFunction
    retry: Retry | None = None
    timeout: timedelta = LEASE
    compensate: StepFunction | None = None
    keep_for_retry: bool = False
    cancellable: bool = True
    version: int = 1
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lifecycle:
    """The resource's actions (of its `domain/lifecycle.py`) at each moment of the work; None leaves its status."""

    start: StrEnum | None = None
    success: StrEnum | None = None
    failure: StrEnum | None = None
    cancel: StrEnum | None = None
    retry: StrEnum | None = None


@dataclass(frozen=True, kw_only=True)
class Undo:
    """The inverse: its type, its inputs made from what the operation recorded, and what people would lose."""

    operation_type: str
    inputs: Callable[[Operation], Mapping[str, str]] = lambda _: {}
    loses: Callable[[Operation], list[str]] = lambda _: []


@dataclass(frozen=True, kw_only=True)
class Children:
    """How a step runs child operations: `at_once` at a time; beyond `may_fail` failures it starts no more."""

    at_once: int
    may_fail: int = 0


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """All that the platform needs to know about one kind of slow work.

    Attributes:
        resource_type: e.g. `SITE`; the request may name a narrower one (a unit's level).
        deadline: after this time the work is failed rather than tried again.
        changes: fields of the resource at success, from what the steps found out.
        on_start, on_success, on_failure, on_cancel: messages for the transaction of that moment; a retry is a start.
        exclusive: whether an operation must have ended before the next one on the same resource begins.
        per_tenant: how many operations of this queue one tenant may have at work at once; None is no limit.
        restart_on_retry: whether a retry begins at the first step rather than at the one that failed.
        overdue: what people read when the deadline passes.
    """

    operation_type: str
    title: str
    resource_type: str
    steps: tuple[Step, ...]
    deadline: timedelta
    lifecycle: Lifecycle = Lifecycle()
    changes: Changes = lambda _: {}
    on_start: Messages = lambda _: []
    on_success: Messages = lambda _: []
    on_failure: Messages = lambda _: []
    on_cancel: Messages = lambda _: []
    undo: Undo | None = None
    exclusive: bool = True
    per_tenant: int | None = None
    retry: Retry = field(default_factory=Retry)
    restart_on_retry: bool = False
    overdue: OperationError = DEADLINE_PASSED

    @property
    def command(self) -> str:
        """The name of the message that asks for the work (domain §5.1)."""
        return command_name(self.operation_type)

    @property
    def titles(self) -> tuple[tuple[str, str], ...]:
        """Names and titles of the steps, as a new operation records them."""
        return tuple((step.name, step.title) for step in self.steps)


def command_name(operation_type: str) -> str:
    """The name of the message that asks for work of this type (domain §5.1)."""
    return f"{operation_type}_REQUEST"


class ResourceStore[R](Protocol):
    """How the engine reads and changes one type of resource; every service has one per type."""

    def find(self, operation: Operation) -> R:
        """The resource while `operation` works on it.

        Raises:
            Superseded: another operation works on it, or it is gone.
        """

    def advance(
        self,
        before: R,
        action: StrEnum | None,
        operation: Operation,
        *,
        error: OperationError | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> R:
        """The resource after `action`, held by `operation`.

        Raises:
            InvalidTransition: its lifecycle forbids the action.
        """

    def update_write(self, before: R, after: R) -> Write | None:
        """The write that replaces `before` by `after` unless somebody changed it; None when nothing is."""
