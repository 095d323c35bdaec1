"""Why a task stopped: the container that failed, its exit code, and what both mean.

The task itself often says only "Essential container in task exited". Reasons: Amazon ECS Developer Guide, "Stopped task
error messages"; exit codes above 128 are signals (128 + 9: the kernel killed it, which on Fargate means memory).
"""

from collections.abc import Sequence

from chassis.runtime.records import dataclass

ESSENTIAL = "wordpress"
_ASKED_TO_STOP = 143  # SIGTERM: the task was stopped for another reason
_BY_ECS = {"ServiceSchedulerInitiated", "UserInitiated", "SpotInterruption", "TerminationNotice"}
_EXIT_CODES = {137: "ran out of memory", 139: "crashed", _ASKED_TO_STOP: "was asked to stop"}
_REASONS = {
    "OutOfMemoryError": "ran out of memory",
    "CannotPullContainerError": "could not start because its image cannot be pulled",
    "CannotStartContainerError": "could not start",
    "CannotCreateContainerError": "could not start",
    "ContainerRuntimeError": "could not start",
    "ContainerRuntimeTimeoutError": "did not start or stop in time",
    "DockerTimeoutError": "did not start or stop in time",
    "ResourceInitializationError": "could not start because its network, secrets or volumes are not available",
}


@dataclass(frozen=True, kw_only=True)
class ContainerEnd:
    """How one container of a stopped task ended; the exit code is None when it never started."""

    name: str
    exit_code: int | None = None
    reason: str | None = None

    @property
    def failed(self) -> bool:
        """Whether it ended by itself, and badly."""
        return bool(self.reason) or self.exit_code not in (None, 0, _ASKED_TO_STOP)

    def describe(self) -> str:
        """Say in one sentence for operators what happened to the container."""
        kind, _, _ = (self.reason or "").partition(":")
        meaning = _REASONS.get(kind) or _EXIT_CODES.get(self.exit_code or 0, "stopped")
        code = "" if self.exit_code is None else f" (exit code {self.exit_code})"
        return f"{self.name} {meaning}{code}{f': {self.reason}' if self.reason else '.'}"


def find_culprit(ends: Sequence[ContainerEnd]) -> ContainerEnd | None:
    """The container that explains the stop: WordPress when it failed, else the first one that failed.

    Sidecars, such as agents that AWS adds to a task, are listed beside it in any order, and hide nothing.
    """
    wordpress = [end for end in ends if end.name == ESSENTIAL]
    failed = [end for end in (*wordpress, *ends) if end.failed]
    return next(iter((*failed, *wordpress)), None)


def describe_stop(culprit: ContainerEnd | None, stop_code: str | None, stopped_reason: str | None) -> str | None:
    """Why a task stopped, in one sentence.

    The task's own reason counts when no container failed, and when ECS stopped it. ECS kills a container that does not
    end in time, and its exit code is then 137 as well.
    """
    if culprit is None or not culprit.failed or (stop_code in _BY_ECS and not culprit.reason):
        return stopped_reason
    return culprit.describe()
