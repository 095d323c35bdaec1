"""What AWS refuses of task definitions, services and tasks; every case is one change of what it accepts."""

import pytest

from local_platform.edge.ecs_rules import find_definition_errors, find_launch_errors, find_service_errors

GROUP = "arn:aws:elasticloadbalancing:af-south-1:000000000000:targetgroup/bbws-tenant-abc/1"
SHARE = {
    "fileSystemId": "fs-1",
    "transitEncryption": "ENABLED",
    "authorizationConfig": {"accessPointId": "fsap-1", "iam": "ENABLED"},
}
CONTAINER = {
    "name": "wordpress",
    "image": "i",
    "portMappings": [{"containerPort": 8080}],
    "mountPoints": [{"sourceVolume": "content"}],
    "secrets": [{"name": "A", "valueFrom": "arn"}],
    "logConfiguration": {"logDriver": "awslogs"},
}
DEFINITION = {
    "family": "tenant-abc-wordpress",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "512",
    "memory": "1024",
    "executionRoleArn": "arn:aws:iam::000000000000:role/bbws-ecs-execution-local",
    "taskRoleArn": "arn:aws:iam::000000000000:role/tenant/bbws-tenant-abc",
    "containerDefinitions": [CONTAINER],
    "volumes": [{"name": "content", "efsVolumeConfiguration": SHARE}],
}
SERVICE = {
    "serviceName": "tenant-abc-wordpress",
    "launchType": "FARGATE",
    "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
    "loadBalancers": [{"targetGroupArn": GROUP, "containerName": "wordpress", "containerPort": 8080}],
    "healthCheckGracePeriodSeconds": 300,
}
TASK = {key: SERVICE[key] for key in ("launchType", "networkConfiguration")}


def share(**change):
    return {"volumes": [{"name": "content", "efsVolumeConfiguration": SHARE | change}]}


def test_a_whole_definition_service_and_task_are_accepted():
    assert list(find_definition_errors(DEFINITION)) == []
    assert list(find_service_errors(SERVICE, DEFINITION, {GROUP: "ip"}, {GROUP})) == []
    assert list(find_launch_errors(TASK, DEFINITION)) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"family": "a" * 256}, "longer than 255"),
        ({"family": "tenant abc"}, "invalid characters"),
        ({"taskRoleArn": "bbws-ecs-task"}, "Role is not valid"),
        ({"executionRoleArn": ""}, "When you are specifying container secrets"),
        ({"executionRoleArn": ""}, "support log driver awslogs"),
        ({"networkMode": "bridge"}, "only supports network mode 'awsvpc'"),
        ({"cpu": ""}, "'cpu' be defined at the task level"),
        ({"memory": ""}, "'memory' be defined at the task level"),
        ({"cpu": "256", "memory": "4096"}, "No Fargate configuration exists for given values: 256 CPU, 4096 memory."),
        ({"cpu": "300"}, "No Fargate configuration exists for given values: 300 CPU, 1024 memory."),
        ({"volumes": []}, "Unknown volume 'content'."),
        (share(rootDirectory="/tenant-abc"), 'must either be set to "/" or be omitted'),
        (share(transitEncryption="DISABLED"), "Transit encryption must be enabled"),
    ],
)
def test_a_definition_is_refused(change, message):
    errors = list(find_definition_errors(DEFINITION | change))

    assert any(message in error for error in errors), errors


@pytest.mark.parametrize("sizes", [("256", "512"), ("512", "1024"), ("1024", "2048"), ("2048", "4096")])
def test_the_sizes_of_tiers_are_accepted(sizes):
    assert list(find_definition_errors(DEFINITION | dict(zip(("cpu", "memory"), sizes, strict=True)))) == []


def balancer(**change):
    return {"loadBalancers": [SERVICE["loadBalancers"][0] | change]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"serviceName": "a" * 256}, "longer than 255"),
        ({"networkConfiguration": {}}, "Network Configuration must be provided"),
        (balancer(targetGroupArn="arn:other"), "targetGroupArn arn:other does not have an associated load balancer."),
        (balancer(containerName="web"), "The container web does not exist in the task definition."),
        (balancer(containerPort=80), "The container wordpress did not have a container port 80 defined."),
        ({"loadBalancers": []}, "Health check grace period is only valid"),
    ],
)
def test_a_service_is_refused(change, message):
    errors = list(find_service_errors(SERVICE | change, DEFINITION, {GROUP: "ip"}, {GROUP}))

    assert any(message in error for error in errors), errors


def test_a_service_wants_a_target_group_of_addresses():
    [error] = find_service_errors(SERVICE, DEFINITION, {GROUP: "instance"}, {GROUP})

    assert "has target type instance, which is incompatible with the awsvpc network mode" in error


def test_an_update_keeps_the_network_and_the_balancer():
    assert (
        list(find_service_errors({"service": "tenant-abc-wordpress", "desiredCount": 2}, DEFINITION, {}, set())) == []
    )


@pytest.mark.parametrize(
    ("change", "definition", "message"),
    [
        ({}, {"requiresCompatibilities": ["EC2"]}, "does not support launch_type FARGATE"),
        ({"startedBy": "a" * 129}, {}, "startedBy must be at most 128"),
        ({"startedBy": "site clone"}, {}, "startedBy must be at most 128"),
        ({"overrides": {"containerOverrides": [{"name": "web"}]}}, {}, "Override for container named web is not"),
    ],
)
def test_a_task_is_refused(change, definition, message):
    errors = list(find_launch_errors(TASK | change, DEFINITION | definition))

    assert any(message in error for error in errors), errors
