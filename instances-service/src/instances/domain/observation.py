"""What ECS shows of a service at one moment, in our words."""

from enum import StrEnum

from chassis.runtime.records import dataclass


class Rollout(StrEnum):
    """How far the primary deployment is."""

    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"


@dataclass(frozen=True, kw_only=True)
class ServiceObservation:
    """A service as DescribeServices shows it.

    Attributes:
        reason: ECS's own words on the rollout.
        rolling_back: an older deployment failed, and the primary one is the way back from it.
        tags: of the service.
    """

    name: str
    arn: str
    desired_count: int
    running_count: int
    pending_count: int
    rollout: Rollout
    deployment_id: str
    reason: str
    rolling_back: bool
    task_definition_arn: str
    tags: dict[str, str]

    @property
    def steady(self) -> bool:
        """Whether what runs is what is wanted, and nothing is under way."""
        counts = self.running_count == self.desired_count and self.pending_count == 0
        return counts and self.rollout is Rollout.COMPLETED

    @property
    def failed(self) -> bool:
        """Whether ECS has given up on the deployment."""
        return self.rollout is Rollout.FAILED
