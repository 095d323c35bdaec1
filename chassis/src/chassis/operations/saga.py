"""Resumable work: persisted steps, each safe to repeat; whoever picks it up goes on where the last worker stopped."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from chassis.operations.operation import Operation, OperationError, OperationStep, StepStatus
from chassis.operations.operation_log import Busy, LostLease, OperationLog
from chassis.runtime.clock import Clock, from_iso, iso
from chassis.runtime.logging import Log, describe_exception
from chassis.runtime.records import dataclass

LEASE = timedelta(seconds=45)


class Retryable(Exception):
    """A dependency is away; the same step may succeed later. `message` is for people, `cause` for operators."""

    def __init__(self, message: str, *, cause: str) -> None:
        super().__init__(message)
        self.message, self.cause = message, cause


class Impossible(Exception):
    """The step can never succeed as asked; the operation ends FAILED at once."""

    def __init__(self, code: str, message: str, *, cause: str | None = None, safe_to_retry: bool = False) -> None:
        super().__init__(message)
        self.error = OperationError(code=code, message=message, cause=cause, safe_to_retry=safe_to_retry)


class WaitForEvent(Exception):
    """The step has been started; an event from outside will finish it. `message` says what is awaited."""


class TryAgain(Exception):
    """The message must come back after `delay`."""

    def __init__(self, delay: timedelta) -> None:
        super().__init__(f"in {delay}")
        self.delay = delay


@dataclass(frozen=True)
class Step:
    """A step by the name it has in the operation, and what it does.

    `run` looks up, acts with a name derived from (operation, step), and returns what later steps need.
    It may be called again after it succeeded, when the worker died before it could say so.
    """

    name: str
    run: Callable[[Operation], dict[str, str] | None]


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long to put up with a dependency that is away: `attempts` a step, waiting `first` × 2ⁿ up to `longest`."""

    attempts: int = 5
    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(minutes=2)

    def delay(self, attempt: int) -> timedelta:
        """How long to wait after the `attempt`th failure (from 1)."""
        return min(self.first * int(2 ** (attempt - 1)), self.longest)


class Saga:
    """Drives one type of operation; `finish` and `fail` write the end together with the resource's own state."""

    def __init__(
        self,
        log: OperationLog,
        steps: Sequence[Step],
        *,
        finish: Callable[[Operation], None],
        fail: Callable[[Operation, OperationError], None],
        clock: Clock,
        logger: Log,
        patience: Patience | None = None,
        lease: timedelta = LEASE,
    ) -> None:
        self.log, self.steps, self.finish, self.fail = log, steps, finish, fail
        self.clock, self.logger, self.patience, self.lease = clock, logger, patience or Patience(), lease

    def run(self, operation_id: str) -> None:
        """Take the operation as far as it goes; returns at once when it has ended.

        Raises:
            TryAgain: a step must be repeated later.
            Busy: another worker is at it.
            LostLease: another worker took over meanwhile.
        """
        operation = self.log.claim(operation_id, self.lease)
        if operation is None:
            self.logger.info("already_ended", operation_id=operation_id)
            return
        for step in self.steps:
            if operation.step(step.name).status is StepStatus.COMPLETED:
                continue
            try:
                operation = self._take(operation, step)
            except WaitForEvent as wait:
                self._wait(operation, step, str(wait))
                return
            except Impossible as end:
                self._end(operation, step, end.error)
                return
            except Retryable as away:
                self._put_off(operation, step, away)
                return
        self.finish(operation)

    def _take(self, operation: Operation, step: Step) -> Operation:
        """Run one step between two records: "running", so that people see it, and "completed" with what it found."""
        now = iso(self.clock())
        before = operation.step(step.name)
        running = replace(
            before,
            status=StepStatus.RUNNING,
            attempts=before.attempts + 1,
            started_at=before.started_at or now,
            retry_at=None,
            message=None,
        )
        operation = self.log.save(operation.with_step(running), self.lease)
        result = self._run(operation, step)
        done = replace(running, status=StepStatus.COMPLETED, completed_at=iso(self.clock()), result=result)
        return self.log.save(operation.with_step(done), self.lease)

    def _run(self, operation: Operation, step: Step) -> dict[str, str] | None:
        """What the step itself raises decides; anything unforeseen counts as a dependency that is away."""
        try:
            return step.run(operation)
        except (Retryable, Impossible, WaitForEvent, Busy, LostLease):
            raise
        except Exception as error:
            self.logger.error(
                "step_failed", operation_id=operation.operation_id, step=step.name, error=describe_exception(error)
            )
            raise Retryable("Something unexpected happened on our side.", cause=describe_exception(error)) from error

    def _wait(self, operation: Operation, step: Step, message: str) -> None:
        waiting = replace(self._started(operation, step), status=StepStatus.WAITING, message=message)
        self.log.save(operation.with_step(waiting), None)

    def _put_off(self, operation: Operation, step: Step, away: Retryable) -> None:
        """Record the retry for people to see and give the lease back, or end when patience is over."""
        tried = self._started(operation, step)
        delay = self.patience.delay(tried.attempts)
        again = self.clock() + delay
        if tried.attempts >= self.patience.attempts or again > from_iso(operation.deadline):
            error = OperationError(
                code="DEPENDENCY_UNAVAILABLE", message=away.message, cause=away.cause, safe_to_retry=True
            )
            self._end(operation, step, error)
            return
        retrying = replace(tried, status=StepStatus.RETRYING, retry_at=iso(again), message=away.message)
        self.log.save(operation.with_step(retrying), None)
        self.logger.warning(
            "step_put_off",
            operation_id=operation.operation_id,
            step=step.name,
            cause=away.cause,
            attempt=tried.attempts,
        )
        raise TryAgain(delay)

    def _end(self, operation: Operation, step: Step, error: OperationError) -> None:
        failed = replace(self._started(operation, step), status=StepStatus.FAILED, message=error.message)
        self.fail(operation.with_step(failed), replace(error, step=step.name))
        self.logger.error(
            "operation_failed", operation_id=operation.operation_id, step=step.name, code=error.code, cause=error.cause
        )

    def _started(self, operation: Operation, step: Step) -> OperationStep:
        """The step as recorded before it ran: attempts count the run that has just ended."""
        before = operation.step(step.name)
        now = iso(self.clock())
        return replace(before, attempts=before.attempts + 1, started_at=before.started_at or now)
