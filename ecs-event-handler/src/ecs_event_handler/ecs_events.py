"""ECS events as EventBridge puts them into a queue, typed (Amazon ECS Developer Guide, "Amazon ECS events")."""

import json
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from chassis.messaging.envelopes import MalformedMessage
from chassis.runtime.clock import from_iso
from chassis.runtime.records import dataclass
from instances.domain.task import KEPT, STOPPED, InstanceTask
from instances.domain.task_stop import ContainerEnd, describe_stop, find_culprit

TASK = "ECS Task State Change"
SERVICE = "ECS Service Action"
DEPLOYMENT = "ECS Deployment State Change"
_KINDS = {TASK, SERVICE, DEPLOYMENT}
_GROUP = "service:"
_SETTLED = {"RUNNING", STOPPED}


@dataclass(frozen=True, kw_only=True)
class EcsEvent:
    """What happened to a service, or to a task of it.

    Attributes:
        name: of the event; for tasks `TASK_<last status>`.
        service_name: empty when the event is about no service (one-off tasks, other detail types).
        cluster: name of the cluster, empty when the event does not tell.
        tags: of the service; AWS sends none today, so the reader must know other ways.
        task: the task that changed; None for events about the service itself.
    """

    event_id: str
    name: str
    service_name: str
    cluster: str
    tags: Mapping[str, str] = field(default_factory=dict)
    task: InstanceTask | None = None

    @property
    def moves_service(self) -> bool:
        """Whether the service may look different now: a task on its way changes no count."""
        return self.task is None or self.task.last_status in _SETTLED


def read_event(body: str) -> EcsEvent:
    """The event in a message of queue `ecs-events`.

    Raises:
        MalformedMessage: it is none of ECS.
    """
    try:
        envelope = json.loads(body)
        if envelope["source"] != "aws.ecs":
            raise ValueError(f"source {envelope['source']}")
        return _task_event(envelope) if envelope["detail-type"] == TASK else _service_event(envelope)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise MalformedMessage(f"not an event of ECS: {error!r}") from None


def _service_event(envelope: Mapping[str, Any]) -> EcsEvent:
    """Service actions and deployments; the ARN ends in `service/<cluster>/<name>`."""
    detail, known = envelope["detail"], envelope["detail-type"] in _KINDS
    arn = envelope["resources"][0] if envelope["resources"] else ""
    _, _, path = arn.partition(":service/")
    cluster, _, name = path.rpartition("/")
    return EcsEvent(
        event_id=envelope["id"],
        name=detail.get("eventName", envelope["detail-type"]),
        service_name=name if known else "",
        cluster=cluster or _cluster(detail),
        tags=_tags(detail),
    )


def _task_event(envelope: Mapping[str, Any]) -> EcsEvent:
    detail = envelope["detail"]
    group = str(detail.get("group", ""))
    return EcsEvent(
        event_id=envelope["id"],
        name=f"TASK_{detail['lastStatus']}",
        service_name=group.removeprefix(_GROUP) if group.startswith(_GROUP) else "",
        cluster=_cluster(detail),
        tags=_tags(detail),
        task=_task(detail),
    )


def _task(detail: Mapping[str, Any]) -> InstanceTask:
    stopped = detail["lastStatus"] == STOPPED
    gone = from_iso(detail.get("stoppedAt") or detail["updatedAt"]) + KEPT if stopped else None
    culprit = find_culprit(_ends(detail)) if stopped else None
    return InstanceTask(
        task_id=detail["taskArn"].rpartition("/")[2],
        version=int(detail["version"]),
        last_status=detail["lastStatus"],
        desired_status=detail["desiredStatus"],
        health_status=detail.get("healthStatus", "UNKNOWN"),
        updated_at=detail["updatedAt"],
        started_at=detail.get("startedAt"),
        stopped_at=detail.get("stoppedAt"),
        stop_code=detail.get("stopCode"),
        stopped_reason=detail.get("stoppedReason"),
        container=culprit.name if culprit else None,
        exit_code=culprit.exit_code if culprit else None,
        container_reason=culprit.reason if culprit else None,
        stop_cause=describe_stop(culprit, detail.get("stopCode"), detail.get("stoppedReason")) if stopped else None,
        expires_at_epoch=int(gone.timestamp()) if gone else None,
    )


def _ends(detail: Mapping[str, Any]) -> list[ContainerEnd]:
    return [
        ContainerEnd(name=one["name"], exit_code=one.get("exitCode"), reason=one.get("reason"))
        for one in detail.get("containers", [])
    ]


def _cluster(detail: Mapping[str, Any]) -> str:
    return str(detail.get("clusterArn", "")).rpartition("/")[2]


def _tags(detail: Mapping[str, Any]) -> dict[str, str]:
    return {tag["key"]: tag["value"] for tag in detail.get("tags", [])}
