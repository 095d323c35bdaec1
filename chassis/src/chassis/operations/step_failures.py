"""What an unforeseen failure means for a step: one table says whether it passes by itself (ADR 0030)."""

from collections.abc import Iterator
from contextlib import contextmanager

from chassis.dynamodb.table import ConditionalCheckFailed
from chassis.dynamodb.transaction import TransactionCancelled
from chassis.errors import Unavailable
from chassis.operations.operation_log import Busy, LostLease
from chassis.operations.step_outcomes import Impossible, Retryable, TryAgain, WaitForEvent
from chassis.runtime.causes import Cause, cause_of
from chassis.runtime.failures import describe_exception
from chassis.runtime.logging import Log

_OUTCOMES = (Retryable, Impossible, WaitForEvent, TryAgain, Busy, LostLease)
_TEMPORARY = (TransactionCancelled, ConditionalCheckFailed, Unavailable)
"""Somebody changed the same data, or another service of ours is away: the step looks again."""


def is_temporary(error: BaseException) -> bool:
    """Whether the same step may succeed later."""
    return isinstance(error, _TEMPORARY) or cause_of(error) is not Cause.PERMANENT


@contextmanager
def translate_failures(logger: Log, operation_id: str, step: str) -> Iterator[None]:
    """Let the outcomes that a step raises pass; log any other exception, and make an outcome of it.

    Raises:
        Retryable: the cause is temporary.
        Impossible: the cause is permanent, such as a mistake in our code or a missing right.
    """
    try:
        yield
    except _OUTCOMES:
        raise
    except Exception as error:
        logger.error("step_failed", operation_id=operation_id, step=step, error=error)
        cause = describe_exception(error)
        if is_temporary(error):
            raise Retryable("A part of our platform does not answer right now.", cause=cause) from error
        message = "Something went wrong on our side. Contact support with the id of this operation."
        raise Impossible("INTERNAL_ERROR", message, cause=cause) from error
