"""The events that this service announces on the bus as `bbws.instances`."""

from chassis.runtime.records import dataclass
from instances.domain.instance import Instance
from instances.domain.lifecycle import InstanceState
from instances.domain.tier import Tier

SOURCE = "bbws.instances"
CREATED = "INSTANCE_CREATED"
ACTIVATED = "INSTANCE_ACTIVATED"
FAILED = "INSTANCE_FAILED"
STATE_CHANGED = "INSTANCE_STATE_CHANGED"


@dataclass(frozen=True, kw_only=True)
class InstanceFacts:
    """An instance after the event; a copy with a higher `version` is newer."""

    tenant_id: str
    instance_id: str
    state: InstanceState
    tier: Tier
    slug: str
    version: int

    @classmethod
    def of(cls, instance: Instance) -> "InstanceFacts":
        """Select the facts that other services may know."""
        return cls(
            tenant_id=instance.tenant_id,
            instance_id=instance.instance_id,
            state=instance.state,
            tier=instance.tier,
            slug=instance.slug,
            version=instance.version,
        )


EVENTS = dict.fromkeys((CREATED, ACTIVATED, FAILED, STATE_CHANGED), InstanceFacts)


def name_of(before: Instance, after: Instance) -> str:
    """Name the event that announces a change; `INSTANCE_ACTIVATED` is announced only when the instance first runs."""
    if after.state is InstanceState.FAILED:
        return FAILED
    first = before.provisioning_completed_at is None and after.state is InstanceState.ACTIVE
    return ACTIVATED if first else STATE_CHANGED
