"""ECS events in the shape AWS gives them, as entries for PutEvents (ECS Developer Guide, "Amazon ECS events")."""

import json
from datetime import datetime
from typing import Any

from chassis.runtime.clock import iso
from local_platform.fargate.desired_state import Service

type Json = dict[str, Any]

SEVERITY = {"SERVICE_TASK_START_IMPAIRED": "WARN", "SERVICE_DEPLOYMENT_FAILED": "ERROR"}


def task_state_change(task: Json) -> Json:
    """A task changed its status; ordered by `detail.version`, which duplicates share. Carries no tags, as on AWS."""
    return _entry("ECS Task State Change", task["taskArn"], task, task["updatedAt"])


def service_action(service: Service, event_name: str, at: datetime, **more: Any) -> Json:  # noqa: ANN401 - JSON values
    """The scheduler reports on a service, such as SERVICE_STEADY_STATE; these events have no version."""
    detail = {
        "eventType": SEVERITY.get(event_name, "INFO"),
        "eventName": event_name,
        "clusterArn": service.cluster_arn,
        "createdAt": iso(at),
        **more,
    }
    return _entry("ECS Service Action", service.arn, detail, iso(at))


def deployment_state_change(service: Service, event_name: str, deployment_id: str, reason: str, at: datetime) -> Json:
    """A deployment began, completed or failed; neither cluster nor version is in it, as on AWS."""
    detail = {
        "eventType": SEVERITY.get(event_name, "INFO"),
        "eventName": event_name,
        "deploymentId": deployment_id,
        "updatedAt": iso(at),
        "reason": reason,
    }
    return _entry("ECS Deployment State Change", service.arn, detail, iso(at))


def _entry(detail_type: str, resource: str, detail: Json, at: str) -> Json:
    return {
        "Source": "aws.ecs",
        "DetailType": detail_type,
        "Resources": [resource],
        "Detail": json.dumps(detail),
        "Time": at,
    }
