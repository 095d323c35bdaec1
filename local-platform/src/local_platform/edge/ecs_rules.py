"""What ECS refuses, as far as instances and their tasks use it; each message is in AWS's own words.

Sources: Amazon ECS Developer Guide, "Task size" and "Invalid CPU or memory error"; API reference,
"EFSVolumeConfiguration" and "CreateService"; messages as AWS's users report them.
"""

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any

type Json = Mapping[str, Any]

MEMORY = {  # CPU units → memory in MiB
    256: (512, 1024, 2048),
    512: range(1024, 4096 + 1, 1024),
    1024: range(2048, 8192 + 1, 1024),
    2048: range(4096, 16384 + 1, 1024),
    4096: range(8192, 30720 + 1, 1024),
    8192: range(16384, 61440 + 1, 4096),
    16384: range(32768, 122880 + 1, 8192),
}
_NAME = re.compile(r"[\w-]{1,255}", re.ASCII)
_STARTED_BY = re.compile(r"[\w/-]{0,128}", re.ASCII)
_ROLE = re.compile(r"arn:aws:iam::\d{12}:role/[\w+=,.@/-]+", re.ASCII)


def find_definition_errors(asked: Json) -> Iterator[str]:
    """Messages of the ClientExceptions of RegisterTaskDefinition, the first first."""
    if not _NAME.fullmatch(asked.get("family", "")):
        yield "Family contains invalid characters or is longer than 255 characters."
    roles = [asked[field] for field in ("taskRoleArn", "executionRoleArn") if asked.get(field)]
    if not all(_ROLE.fullmatch(role) for role in roles):
        yield "Role is not valid"
    if any(container.get("secrets") for container in _containers(asked)) and not asked.get("executionRoleArn"):
        yield "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."
    if "FARGATE" in asked.get("requiresCompatibilities", []):
        yield from _find_fargate_errors(asked)
    yield from _find_volume_errors(asked)


def _find_fargate_errors(asked: Json) -> Iterator[str]:
    if asked.get("networkMode") != "awsvpc":
        yield "Fargate only supports network mode 'awsvpc'."
    for size in ("cpu", "memory"):
        if not asked.get(size):
            yield f"Fargate requires that '{size}' be defined at the task level."
    cpu, memory = asked.get("cpu", ""), asked.get("memory", "")
    if not cpu.isdigit() or not memory.isdigit() or int(memory) not in MEMORY.get(int(cpu), ()):
        yield (
            f"No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. "
            "See the Amazon ECS documentation for the valid values."
        )
    drivers = {container.get("logConfiguration", {}).get("logDriver") for container in _containers(asked)}
    if "awslogs" in drivers and not asked.get("executionRoleArn"):
        yield "Fargate requires task definition to have execution role ARN to support log driver awslogs."


def _find_volume_errors(asked: Json) -> Iterator[str]:
    volumes = {volume["name"]: volume.get("efsVolumeConfiguration", {}) for volume in asked.get("volumes", [])}
    mounted = {mount["sourceVolume"] for container in _containers(asked) for mount in container.get("mountPoints", [])}
    yield from (f"Unknown volume '{name}'." for name in sorted(mounted - volumes.keys()))
    for share in volumes.values():
        authorization = share.get("authorizationConfig", {})
        if authorization.get("accessPointId") and share.get("rootDirectory", "/") != "/":
            yield 'When using an EFS access point, the root directory must either be set to "/" or be omitted.'
        if any(authorization.values()) and share.get("transitEncryption") != "ENABLED":
            yield "Transit encryption must be enabled when an access point or IAM authorization is used."


def find_service_errors(
    asked: Json, definition: Json, target_types: Mapping[str, str], routed: Set[str]
) -> Iterator[str]:
    """Messages of the InvalidParameterExceptions of CreateService, and of UpdateService for what it changes.

    Args:
        asked: the request.
        definition: the task definition.
        target_types: ARN of each target group → `ip`, `instance` or `lambda`.
        routed: ARNs of the target groups to which a listener or a rule forwards.
    """
    if not _NAME.fullmatch(asked.get("serviceName", "service")):
        yield "Service name contains invalid characters or is longer than 255 characters."
    yield from find_launch_errors(asked, definition)
    ports = {
        it["name"]: [port["containerPort"] for port in it.get("portMappings", [])] for it in _containers(definition)
    }
    for balancer in asked.get("loadBalancers", []):
        group, name, port = balancer.get("targetGroupArn"), balancer.get("containerName"), balancer.get("containerPort")
        if group not in routed:
            yield f"The target group with targetGroupArn {group} does not have an associated load balancer."
        elif definition.get("networkMode") == "awsvpc" and target_types.get(group) != "ip":
            yield (
                f"The provided target group {group} has target type {target_types.get(group)}, which is incompatible "
                "with the awsvpc network mode specified in the task definition."
            )
        if name not in ports:
            yield f"The container {name} does not exist in the task definition."
        elif port not in ports[name]:
            yield f"The container {name} did not have a container port {port} defined."
    if asked.get("healthCheckGracePeriodSeconds") and not asked.get("loadBalancers", [True]):
        yield "Health check grace period is only valid for services configured to use load balancers"


def find_launch_errors(asked: Json, definition: Json) -> Iterator[str]:
    """Messages of the InvalidParameterExceptions that CreateService and RunTask have in common, and of RunTask."""
    if asked.get("launchType") == "FARGATE" and "FARGATE" not in definition.get("requiresCompatibilities", []):
        yield "Task definition does not support launch_type FARGATE."
    network = asked.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
    is_new = "service" not in asked  # UpdateService keeps the network that is there
    if is_new and definition.get("networkMode") == "awsvpc" and not network.get("subnets"):
        yield "Network Configuration must be provided when networkMode 'awsvpc' is specified."
    if not _STARTED_BY.fullmatch(asked.get("startedBy", "")):
        yield "startedBy must be at most 128 letters, numbers, hyphens, forward slashes and underscores."
    known = {container["name"] for container in _containers(definition)}
    for override in asked.get("overrides", {}).get("containerOverrides", []):
        if override.get("name") not in known:
            yield f"Override for container named {override.get('name')} is not a container in the TaskDefinition."


def _containers(definition: Json) -> list[Json]:
    return list(definition.get("containerDefinitions", []))
