"""How a step of slow work may end other than well; steps raise these, the runner acts on them."""

from datetime import timedelta

from chassis.operations.operation import OperationError

CHECK_AFTER = timedelta(minutes=5)


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
    """The step has been started outside, and an event will finish it. `message` tells people what it waits for.

    A callback wakes the step; it looks again after `check_after` in any case, so that a lost callback only costs time.
    """

    def __init__(self, message: str, check_after: timedelta = CHECK_AFTER) -> None:
        super().__init__(message)
        self.check_after = check_after


class TryAgain(Exception):
    """The message must come back after `delay`."""

    def __init__(self, delay: timedelta) -> None:
        super().__init__(f"in {delay}")
        self.delay = delay
