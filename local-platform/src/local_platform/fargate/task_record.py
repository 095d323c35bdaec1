"""The record of one task: every change of status raises its version and is reported."""

import uuid
from collections.abc import Mapping
from typing import Any

from chassis.runtime.clock import Clock, iso
from local_platform.fargate.desired_state import OneOffTask, Service, TaskDefinition
from local_platform.fargate.events import task_state_change
from local_platform.fargate.pending_events import PendingEvent, PendingEvents, RunningTasksFile

type Json = dict[str, Any]

CONTAINER_STATUS = {"RUNNING": "RUNNING", "DEACTIVATING": "RUNNING", "STOPPED": "STOPPED"}  # anything else: PENDING


class TaskRecord:
    """The task as DescribeTasks and the events show it; used by one thread at a time."""

    def __init__(
        self, task: Json, pending_events: PendingEvents, clock: Clock, running_tasks: RunningTasksFile | None = None
    ) -> None:
        self._task, self._pending_events, self._clock, self._running_tasks = task, pending_events, clock, running_tasks

    @property
    def arn(self) -> str:
        """The task's ARN."""
        return str(self._task["taskArn"])

    def move(self, last_status: str, changes: Mapping[str, str] | None = None, *, exit_code: int | None = None) -> None:
        """Go on to the next status; `changes` are further fields, such as `stopCode`."""
        now = iso(self._clock())
        self._task |= {"lastStatus": last_status, "version": self._task["version"] + 1, "updatedAt": now}
        self._task |= changes or {}
        self._task |= {"startedAt": now} if last_status == "RUNNING" else {}
        self._task |= {"stoppedAt": now} if last_status == "STOPPED" else {}
        ended = {"exitCode": exit_code} if exit_code is not None else {}
        status = CONTAINER_STATUS.get(last_status, "PENDING")
        self._task["containers"] = [c | {"lastStatus": status} | ended for c in self._task["containers"]]
        if self._running_tasks:
            self._running_tasks.record(dict(self._task))
        self.report()

    def report(self) -> None:
        """Report the task as it is; a repeated report has the same version."""
        snapshot = dict(self._task)
        self._pending_events.add(PendingEvent(task_state_change(snapshot), snapshot))


def service_task(service: Service, deployment_id: str, clock: Clock) -> Json:
    """A new task of a service, before its first step."""
    arn = f"{service.cluster_arn.replace(':cluster/', ':task/')}/{uuid.uuid4().hex}"
    return _task(arn, service.cluster_arn, service.task_definition, iso(clock())) | {
        "group": f"service:{service.name}",
        "startedBy": deployment_id,
    }


def one_off_task(task: OneOffTask, clock: Clock) -> Json:
    """A task that somebody started with RunTask."""
    overrides = task.overrides.model_dump(by_alias=True, exclude_defaults=True, mode="json")
    return _task(task.arn, task.cluster_arn, task.definition, iso(clock())) | {
        "group": task.group or f"family:{task.definition.family}",
        "startedBy": task.started_by,
        "overrides": overrides or {"containerOverrides": []},
        "version": task.version,
    }


def _task(arn: str, cluster_arn: str, definition: TaskDefinition, now: str) -> Json:
    containers = [
        {
            "containerArn": f"{arn.replace(':task/', ':container/')}/{uuid.uuid4()}",
            "taskArn": arn,
            "name": container.name,
            "image": container.image,
            "lastStatus": "PENDING",
            "networkInterfaces": [],
        }
        for container in definition.containers
    ]
    sizes = {"cpu": definition.cpu, "memory": definition.memory}
    return {size: value for size, value in sizes.items() if value} | {
        "taskArn": arn,
        "taskDefinitionArn": definition.arn,
        "clusterArn": cluster_arn,
        "containers": containers,
        "attachments": [],
        "availabilityZone": f"{arn.split(':')[3]}a",
        "connectivity": "CONNECTED",
        "createdAt": now,
        "updatedAt": now,
        "desiredStatus": "RUNNING",
        "lastStatus": "PROVISIONING",
        "launchType": "FARGATE",
        "platformVersion": "1.4.0",
        "overrides": {"containerOverrides": []},
        "version": 0,
    }
