"""The observed state of an instance on the wire."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field

from chassis.http.envelope import Linked, Reply, Wire
from chassis.http.field_types import Count, TenantId, Timestamp, items, line, text, whole
from chassis.http.request_context import RequestContext
from instances.domain.health import InstanceHealth, health_of
from instances.domain.instance import Instance
from instances.domain.lifecycle import InstanceState
from instances.domain.task import InstanceTask
from instances.schemas.instance import InstanceResource, links_of


class InstanceTaskResource(Wire):
    """A container of the instance, as ECS last reported it."""

    task_id: Annotated[str, line(255, "0b1f0c3a4d5e6f708192a3b4c5d6e7f8")]
    last_status: Annotated[str, line(32, "RUNNING")]
    desired_status: Annotated[str, line(32, "RUNNING")]
    health_status: Annotated[str, line(32, "HEALTHY")]
    started_at: Timestamp | None
    stopped_at: Timestamp | None
    stop_code: Annotated[str, line(64, "EssentialContainerExited")] | None
    stopped_reason: Annotated[str, text(2000, "Essential container in task exited")] | None
    container: Annotated[str, line(255, "wordpress")] | None = Field(
        description="The container that explains why the task stopped; `exitCode` is its."
    )
    exit_code: Annotated[int, whole(-1, 65535, 137)] | None
    stop_cause: Annotated[str, text(2000, "wordpress ran out of memory (exit code 137).")] | None = Field(
        description="Why the task stopped, in one sentence."
    )


class InstanceStatusResource(Linked):
    """What ECS last showed; counts are null until it has shown anything."""

    relations = InstanceResource.relations

    instance_id: TenantId
    tenant_id: TenantId
    status: InstanceState
    health_status: InstanceHealth
    desired_count: Count
    running_count: Count | None
    pending_count: Count | None
    deployment_status: Annotated[str, line(32, "COMPLETED")] | None = Field(
        description="IN_PROGRESS, COMPLETED or FAILED."
    )
    tasks: Annotated[list[InstanceTaskResource], items(1000)] = Field(
        description="Those that live, and those that ended within the hour."
    )
    last_event: Annotated[str, line(128, "SERVICE_STEADY_STATE")] | None = Field(
        description="The ECS event that last changed something."
    )
    last_updated: Timestamp

    @classmethod
    def of(cls, instance: Instance, tasks: Sequence[InstanceTask], context: RequestContext) -> Self:
        """Build the status with links to what the caller may do."""
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
            tasks=[InstanceTaskResource.model_validate(vars(task)) for task in tasks],
            last_event=seen.last_event if seen else None,
            last_updated=instance.updated_at,
            **vars(offered),
        )


class InstanceStatusReply(Reply[InstanceStatusResource]):
    """One instance's status."""
