"""A container of an instance, as ECS's task events tell; a higher `version` is newer (design rule R10)."""

from datetime import timedelta

from chassis.runtime.records import dataclass

STOPPED = "STOPPED"
KEPT = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class InstanceTask:
    """One task; times are ISO-8601.

    Attributes:
        version: grows with each change of the task; duplicates share it, and a lower one is old news.
        stop_code: why it ended, in ECS's terms, e.g. `EssentialContainerExited`.
        container: the container that explains the stop, whose `exit_code` and `container_reason` these are.
        stop_cause: why it ended, in one sentence, e.g. `wordpress ran out of memory (exit code 137).`
        expires_at_epoch: a stopped task is shown until then; None while it lives.
    """

    task_id: str
    version: int
    last_status: str
    desired_status: str
    health_status: str
    updated_at: str
    started_at: str | None = None
    stopped_at: str | None = None
    stop_code: str | None = None
    stopped_reason: str | None = None
    container: str | None = None
    exit_code: int | None = None
    container_reason: str | None = None
    stop_cause: str | None = None
    expires_at_epoch: int | None = None
