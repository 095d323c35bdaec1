"""What Fargate refuses when a task starts, although ECS accepted its definition."""

from local_platform.fargate.desired_state import RuntimePlatform, TaskDefinition

_NO_IMAGE = (
    "CannotPullContainerError: pull image manifest has been retried 1 time(s): "
    "image Manifest does not contain descriptor matching platform 'linux/{}'."
)


class TaskCannotStart(Exception):
    """Fargate cannot start this task; the message is the `stoppedReason` that AWS gives."""


def check_start(definition: TaskDefinition, architecture: str) -> None:
    """Check that a task of `definition` can start where the image is built for `architecture`, as ECS names it.

    Raises:
        TaskCannotStart: the image is for another processor, or a secret, role, log group or volume is missing.
    """
    wanted = (definition.runtime_platform or RuntimePlatform()).cpu_architecture
    if wanted != architecture:
        raise TaskCannotStart(_NO_IMAGE.format({"X86_64": "amd64"}.get(wanted, wanted.lower())))
    if definition.start_failure:
        raise TaskCannotStart(definition.start_failure)
