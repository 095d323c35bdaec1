"""The observed state of an instance on the wire."""

from collections.abc import Sequence
from typing import Self

from pydantic import Field

from chassis.http.envelope import Linked, Reply, Wire
from chassis.http.request_context import RequestContext
from instances.domain.health import InstanceHealth, health_of
from instances.domain.instance import Instance
from instances.domain.lifecycle import InstanceState
from instances.domain.task import InstanceTask
from instances.schemas.instance import links_of


class TaskResource(Wire):
    """A container of the instance, as ECS last told."""

    task_id: str
    last_status: str
    desired_status: str
    health_status: str
    started_at: str | None
    stopped_at: str | None
    stop_code: str | None
    stopped_reason: str | None
    exit_code: int | None


class InstanceStatusResource(Linked):
    """What ECS last showed; counts are null until it has shown anything."""

    instance_id: str
    tenant_id: str
    status: InstanceState
    health_status: InstanceHealth
    desired_count: int
    running_count: int | None
    pending_count: int | None
    deployment_status: str | None = Field(description="IN_PROGRESS, COMPLETED or FAILED.")
    tasks: list[TaskResource] = Field(description="Those that live, and those that ended within the hour.")
    last_event: str | None = Field(description="The ECS event that last changed something.")
    last_updated: str

    @classmethod
    def of(cls, instance: Instance, tasks: Sequence[InstanceTask], context: RequestContext) -> Self:
        """The status with what `call.caller` may do."""
        offered, seen = links_of(instance, context), instance.observed
        return cls(
            instance_id=instance.instance_id,
            tenant_id=instance.tenant_id,
            status=instance.state,
            health_status=health_of(seen),
            desired_count=seen.desired_count if seen else instance.desired_count,
            running_count=seen.running_count if seen else None,
            pending_count=seen.pending_count if seen else None,
            deployment_status=seen.rollout if seen else None,
            tasks=[TaskResource.model_validate(vars(task)) for task in tasks],
            last_event=seen.last_event if seen else None,
            last_updated=instance.updated_at,
            **vars(offered),
        )


class InstanceStatusReply(Reply[InstanceStatusResource]):
    """One instance's status."""
