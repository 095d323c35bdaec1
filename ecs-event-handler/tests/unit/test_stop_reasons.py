"""Why a task stopped, read from events in the form of the Amazon ECS Developer Guide's sample (task state change)."""

import json

import pytest

from ecs_event_handler.ecs_events import read_event
from instances.domain.task import InstanceTask

ACCOUNT = "arn:aws:ecs:us-west-2:111122223333"
PULL = (
    "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref "
    "111122223333.dkr.ecr.us-west-2.amazonaws.com/bbws-wordpress:6.8: not found"
)
MEMORY = "OutOfMemoryError: Container killed due to memory usage"
SECRET = (
    "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: "
    "secrets manager can't find the specified secret"
)
SCALED, ENDED = "Scaling activity initiated by (deployment ecs-svc/1)", "Essential container in task exited"
UNHEALTHY = "Task failed container health checks"
EXITED, NOT_STARTED, SCHEDULER = "EssentialContainerExited", "TaskFailedToStart", "ServiceSchedulerInitiated"


def container(name: str, **ended) -> dict:
    """A container as the sample event has it."""
    return {
        "containerArn": f"{ACCOUNT}:container/cf159fd6-3e3f-4a9e-84f9-66cbe726af01",
        "lastStatus": "STOPPED",
        "name": name,
        "image": "111122223333.dkr.ecr.us-west-2.amazonaws.com/hello-repository:latest",
        "imageDigest": "sha256:74b2c688c700ec95a93e478cdb959737c148df3fbf5ea706abe0318726e885e6",
        "runtimeId": "ad64cbc71c7fb31c55507ec24c9f77947132b03d48d9961115cf24f3b7307e1e",
        "taskArn": f"{ACCOUNT}:task/FargateCluster/c13b4cb40f1f4fe4a2971f76ae5a47ad",
        "networkInterfaces": [
            {"attachmentId": "1789bcae-ddfb-4d10-8ebe-8ac87ddba5b8", "privateIpv4Address": "10.0.0.139"}
        ],
        "cpu": "0",
        **ended,
    }


def stopped(stop_code: str, stopped_reason: str, *containers: dict, last_status="STOPPED") -> InstanceTask:
    """The task of an event whose service is a tenant's."""
    detail = {
        "availabilityZone": "us-west-2c",
        "clusterArn": f"{ACCOUNT}:cluster/FargateCluster",
        "containers": list(containers),
        "createdAt": "2020-01-23T17:57:34.402Z",
        "launchType": "FARGATE",
        "cpu": "256",
        "memory": "512",
        "desiredStatus": "STOPPED",
        "group": "service:tenant-1b4e28ba2fa1-wordpress",
        "lastStatus": last_status,
        "stopCode": stop_code,
        "stoppedReason": stopped_reason,
        "stoppedAt": "2020-01-23T18:10:58.103Z",
        "updatedAt": "2020-01-23T18:10:58.103Z",
        "taskArn": f"{ACCOUNT}:task/FargateCluster/c13b4cb40f1f4fe4a2971f76ae5a47ad",
        "taskDefinitionArn": f"{ACCOUNT}:task-definition/sample-fargate:1",
        "version": 6,
        "platformVersion": "1.4.0",
    }
    envelope = {
        "version": "0",
        "id": "3317b2af-7005-947d-b652-f55e762e571a",
        "detail-type": "ECS Task State Change",
        "source": "aws.ecs",
        "account": "111122223333",
        "time": "2020-01-23T17:57:58Z",
        "region": "us-west-2",
        "resources": [detail["taskArn"]],
        "detail": detail,
    }
    task = read_event(json.dumps(envelope)).task
    assert task
    return task


AGENT, CONNECT = "aws-guardduty-agent-b3sq5u", "ecs-service-connect-7kqz"
CASES = {
    "memory, named by the runtime": (
        stopped(EXITED, ENDED, container("wordpress", exitCode=137, reason=MEMORY)),
        ("wordpress", 137, f"wordpress ran out of memory (exit code 137): {MEMORY}"),
    ),
    "memory, known by the exit code only": (
        stopped(EXITED, ENDED, container("wordpress", exitCode=137)),
        ("wordpress", 137, "wordpress ran out of memory (exit code 137)."),
    ),
    "a sidecar that ended well is listed first": (
        stopped(
            EXITED,
            ENDED,
            container(AGENT, exitCode=0),
            container("wordpress", exitCode=1),
        ),
        ("wordpress", 1, "wordpress stopped (exit code 1)."),
    ),
    "a sidecar that was killed afterwards is listed first": (
        stopped(
            EXITED,
            ENDED,
            container(AGENT, exitCode=137),
            container("wordpress", exitCode=255),
        ),
        ("wordpress", 255, "wordpress stopped (exit code 255)."),
    ),
    "a sidecar alone failed": (
        stopped(
            EXITED,
            ENDED,
            container("wordpress", exitCode=143),
            container(CONNECT, exitCode=139),
        ),
        (CONNECT, 139, f"{CONNECT} crashed (exit code 139)."),
    ),
    "the image cannot be pulled": (
        stopped(NOT_STARTED, PULL, container(AGENT), container("wordpress", reason=PULL)),
        ("wordpress", None, f"wordpress could not start because its image cannot be pulled: {PULL}"),
    ),
    "only the task says why it did not start": (
        stopped(NOT_STARTED, SECRET, container("wordpress")),
        ("wordpress", None, SECRET),
    ),
    "it was stopped on request": (
        stopped(
            SCHEDULER, "Scaling activity initiated by (deployment ecs-svc/1)", container("wordpress", exitCode=143)
        ),
        ("wordpress", 143, "Scaling activity initiated by (deployment ecs-svc/1)"),
    ),
    "ECS stopped it, and killed it when it did not end in time": (
        stopped(SCHEDULER, UNHEALTHY, container("wordpress", exitCode=137)),
        ("wordpress", 137, UNHEALTHY),
    ),
    "it ran out of memory while ECS stopped it": (
        stopped(SCHEDULER, UNHEALTHY, container("wordpress", exitCode=137, reason=MEMORY)),
        ("wordpress", 137, f"wordpress ran out of memory (exit code 137): {MEMORY}"),
    ),
    "nothing is known of its containers": (stopped(SCHEDULER, "Host terminated"), (None, None, "Host terminated")),
}


@pytest.mark.parametrize("case", CASES)
def test_a_stop_names_the_container_that_explains_it(case):
    task, expected = CASES[case]

    assert (task.container, task.exit_code, task.stop_cause) == expected


def test_the_order_of_containers_changes_nothing_for_wordpress():
    ends = [
        container(AGENT, exitCode=1, reason="agent"),
        container("wordpress", exitCode=137),
        container(CONNECT, exitCode=2),
    ]

    causes = {stopped(EXITED, "x", *order).stop_cause for order in (ends, ends[::-1], [ends[1], ends[0], ends[2]])}

    assert causes == {"wordpress ran out of memory (exit code 137)."}


def test_a_task_that_runs_has_no_cause():
    task = stopped("", "", container("wordpress"), last_status="RUNNING")

    assert (task.container, task.stop_cause) == (None, None)
