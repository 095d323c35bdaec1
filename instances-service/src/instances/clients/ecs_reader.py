"""ECS, read: what a service looks like now; the only thing that functions without the right to write may ask."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from instances.domain.observation import Rollout, ServiceObservation

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient

_ROLLING_BACK = "rolling back"
_GONE = "INACTIVE"


class EcsReader:
    """The services of one cluster."""

    def __init__(self, client: "ECSClient", cluster: str) -> None:
        self.client, self.cluster = client, cluster

    def observe(self, service_name: str) -> ServiceObservation | None:
        """The service as it is, None when there is none (any more)."""
        answer = self.client.describe_services(cluster=self.cluster, services=[service_name], include=["TAGS"])
        found = [service for service in answer["services"] if service["status"] != _GONE]
        return _observation(found[0]) if found else None


def _observation(service: Mapping[str, Any]) -> ServiceObservation:
    primary: Mapping[str, Any] = next((one for one in service["deployments"] if one["status"] == "PRIMARY"), {})
    rollout = Rollout(primary.get("rolloutState", Rollout.IN_PROGRESS))
    reason = primary.get("rolloutStateReason", "")
    return ServiceObservation(
        name=service["serviceName"],
        arn=service["serviceArn"],
        desired_count=service["desiredCount"],
        running_count=service["runningCount"],
        pending_count=service["pendingCount"],
        rollout=rollout,
        deployment_id=primary.get("id", ""),
        reason=reason,
        rolling_back=rollout is Rollout.IN_PROGRESS and _ROLLING_BACK in reason.lower(),
        task_definition_arn=service["taskDefinition"],
        tags={tag["key"]: tag["value"] for tag in service.get("tags", [])},
    )
