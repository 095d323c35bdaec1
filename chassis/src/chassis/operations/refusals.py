"""What AWS's refusals mean for a step: permanent ones end the work, temporary ones are left to its retries."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from chassis.operations.step_outcomes import Impossible, Retryable
from chassis.runtime.causes import Cause, cause_of

_PASSES = {
    "not idempotent": "a service of this name was just created; the next read shows it",
    "Draining": "a service of this name was deleted and its containers still stop",
    "ServiceNotActiveException": "the same, said by UpdateService",
    "PriorityInUse": "somebody else took the place of the rule; the next look finds a free one",
    "unable to assume": "IAM shows a new role everywhere within a minute",
    "IncorrectFileSystemLifeCycleState": "the file system changes",
    "ResourceInUse": "the rule of the target group was just deleted",
    "ConcurrentModification": "somebody changes the same role",
}
"""Words in refusals that pass by themselves, and why."""


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Translate AWS's refusal of `what`, e.g. "the service".

    Raises:
        Impossible: AWS does not accept it.
        Retryable: AWS accepts it in a moment.
    """
    try:
        yield
    except ClientError as error:
        if cause_of(error) is not Cause.PERMANENT:
            raise
        cause = f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"
        if any(words in cause for words in _PASSES):
            raise Retryable("AWS is not ready for this step yet.", cause=cause) from error
        message = f"AWS refused {what}. Contact support with the id of this operation."
        raise Impossible("INFRASTRUCTURE_REFUSED", message, cause=cause) from error
