"""State of the scheduler for one service: its deployment, its crashes and whether it is steady."""

from dataclasses import dataclass, field
from typing import Literal

from local_platform.fargate.timing import Timing

type RolloutState = Literal["IN_PROGRESS", "COMPLETED", "FAILED"]

FAILURES_ALLOWED = 3  # the circuit breaker's threshold for small services on AWS


@dataclass
class Rollout:
    """One deployment: a task definition being brought to all tasks."""

    id: str
    definition_arn: str
    state: RolloutState = "IN_PROGRESS"
    failures: int = 0

    @property
    def reason(self) -> str:
        """What AWS says about this state."""
        if self.state == "FAILED":
            return "ECS deployment circuit breaker: tasks failed to start."
        return f"ECS deployment {self.id} {self.state.lower().replace('_', ' ')}."

    def count_failure(self) -> bool:
        """Note that a task of a deployment in progress failed; True when this broke the circuit."""
        if self.state != "IN_PROGRESS":
            return False
        self.failures += 1
        if self.failures >= FAILURES_ALLOWED:
            self.state = "FAILED"
        return self.state == "FAILED"


@dataclass
class Backoff:
    """Ever longer pauses between the starts of a service that crashes again and again."""

    timing: Timing
    crashes: int = 0
    until: float = field(default=0)  # on the monotonic clock

    def crashed(self, now: float, ran_seconds: float) -> None:
        """Count a crash of a task that ran for `ran_seconds`."""
        self.crashes = 1 if ran_seconds >= self.timing.stable else self.crashes + 1
        self.until = now + min(self.timing.backoff_cap, self.timing.backoff * 2 ** (self.crashes - 1))

    def forget(self) -> None:
        """Start afresh: a new deployment may have fixed the cause."""
        self.crashes, self.until = 0, 0
