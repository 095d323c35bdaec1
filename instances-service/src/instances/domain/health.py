"""How well an instance runs, from what ECS last showed."""

from enum import StrEnum

from instances.domain.instance import Observed


class InstanceHealth(StrEnum):
    """HEALTHY: all containers run; DEGRADED: some; UNHEALTHY: none; STOPPED: none wanted; UNKNOWN: nothing seen yet."""

    HEALTHY = "HEALTHY"
    DEGRADED = "DEGRADED"
    UNHEALTHY = "UNHEALTHY"
    STOPPED = "STOPPED"
    UNKNOWN = "UNKNOWN"


def health_of(observed: Observed | None) -> InstanceHealth:
    """The health that `observed` shows."""
    if observed is None:
        return InstanceHealth.UNKNOWN
    if observed.desired_count == 0:
        return InstanceHealth.STOPPED
    if observed.running_count >= observed.desired_count:
        return InstanceHealth.HEALTHY
    return InstanceHealth.DEGRADED if observed.running_count else InstanceHealth.UNHEALTHY
