"""Events have the shape that AWS documents."""

import json
from datetime import UTC, datetime

from local_platform.fargate.desired_state import Service
from local_platform.fargate.events import deployment_state_change, service_action
from local_platform.fargate.testing import CLUSTER, until

AT = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
SERVICE_ARN = "arn:aws:ecs:af-south-1:000000000000:service/bbws-cluster-local/tenant-abc-wordpress"


def test_service_action(ecs):
    entry = service_action(Service.model_validate(ecs.want(1)), "SERVICE_STEADY_STATE", AT)
    assert (entry["Source"], entry["DetailType"], entry["Resources"]) == (
        "aws.ecs",
        "ECS Service Action",
        [SERVICE_ARN],
    )
    assert json.loads(entry["Detail"]) == {
        "eventType": "INFO",
        "eventName": "SERVICE_STEADY_STATE",
        "clusterArn": CLUSTER,
        "createdAt": "2026-05-04T03:02:01.000Z",
    }


def test_deployment_state_change(ecs):
    service = Service.model_validate(ecs.want(1))
    entry = deployment_state_change(service, "SERVICE_DEPLOYMENT_FAILED", "ecs-svc/1", "tasks failed to start.", AT)
    assert (entry["DetailType"], entry["Resources"]) == ("ECS Deployment State Change", [SERVICE_ARN])
    assert json.loads(entry["Detail"]) == {
        "eventType": "ERROR",
        "eventName": "SERVICE_DEPLOYMENT_FAILED",
        "deploymentId": "ecs-svc/1",
        "updatedAt": "2026-05-04T03:02:01.000Z",
        "reason": "tasks failed to start.",
    }


def test_task_state_change(ecs, fargate):
    ecs.want(1)
    running = until(lambda: [d for d in ecs.story() if d["lastStatus"] == "RUNNING"])[0]
    assert running["group"] == "service:tenant-abc-wordpress"
    assert running["startedBy"] == "ecs-svc/1"
    assert running["clusterArn"] == CLUSTER
    assert running["taskArn"].startswith("arn:aws:ecs:af-south-1:000000000000:task/bbws-cluster-local/")
    assert running["taskDefinitionArn"].endswith(":task-definition/tenant-abc-wordpress:1")
    assert (running["desiredStatus"], running["launchType"], running["cpu"]) == ("RUNNING", "FARGATE", "512")
    assert running["createdAt"] <= running["startedAt"] == running["updatedAt"]
    assert running["containers"][0]["lastStatus"] == "RUNNING"
    assert "tags" not in running  # as on AWS: the handler has to ask


def test_the_truth_is_told_before_the_event(ecs, fargate):
    """Who reads back upon an event finds what it says, or what came after it."""
    seen = []
    real = ecs.put_events

    def put(entries):
        for entry in entries:
            detail = json.loads(entry["Detail"])
            if "taskArn" in detail:
                seen.append(ecs.described[detail["taskArn"]]["version"] >= detail["version"])
            elif detail["eventName"] == "SERVICE_STEADY_STATE":
                seen.append(ecs.counts() == (1, 0))
        real(entries)

    ecs.put_events = put
    ecs.want(1)
    until(lambda: "SERVICE_DEPLOYMENT_COMPLETED" in ecs.names())
    assert len(seen) == 4
    assert all(seen)
