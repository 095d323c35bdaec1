"""Why Fargate cannot start a task of an accepted definition; each reason is in AWS's own words.

Sources: Amazon ECS Developer Guide, "Stopped tasks error messages"; reasons as AWS's users report them.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

type Json = Mapping[str, Any]

_SECRET_ARN_PARTS = 7  # arn:aws:secretsmanager:region:account:secret:name, then key, stage and version
_UNREADABLE = (
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
    "unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret {} from "
    "secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret."
)
_NO_ROLE = (
    "ECS was unable to assume the role '{}' that was provided for this task. Please verify that the role being passed "
    "has the proper trust relationship and permissions and that your IAM user has permissions to pass this role."
)
_NO_LOG_GROUP = (
    "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: "
    "failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. "
    ": exit status 1"
)
_NO_VOLUME = (
    "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: {} "
    ": unsuccessful EFS utils command execution; code: {}"
)
_NO_DIRECTORY = "b'mount.nfs4: mounting {}:{} failed, reason given by server: No such file or directory'"
_NO_FILE_SYSTEM = 'Failed to resolve "{}" - The file system ID is unknown.'
_NO_ACCESS_POINT = "b'mount.nfs4: access denied by server while mounting 127.0.0.1:/' (access point {} is unknown)"


@dataclass(frozen=True)
class Account:
    """What a task's definition may name.

    Attributes:
        access_points: id → description, as DescribeAccessPoints gives it.
    """

    roles: Set[str]
    secrets: Set[str]
    log_groups: Set[str]
    file_systems: Set[str]
    access_points: Mapping[str, Json]


def find_start_failure(definition: Json, account: Account) -> str | None:
    """The `stoppedReason` of every task of this definition, or None when Fargate can start it."""
    return next(_find_failures(definition, account), None)


def _find_failures(definition: Json, account: Account) -> Iterator[str]:
    roles = [definition.get(field) for field in ("executionRoleArn", "taskRoleArn")]
    yield from (_NO_ROLE.format(role) for role in roles if role and role not in account.roles)
    for container in definition.get("containerDefinitions", []):
        for secret in container.get("secrets", []):
            arn = ":".join(secret["valueFrom"].split(":")[:_SECRET_ARN_PARTS])
            if arn not in account.secrets:
                yield _UNREADABLE.format(arn)
        options = container.get("logConfiguration", {}).get("options", {})
        if options.get("awslogs-group", "") not in account.log_groups | {""}:
            yield _NO_LOG_GROUP
    for volume in definition.get("volumes", []):
        if share := volume.get("efsVolumeConfiguration"):
            yield from _find_mount_failures(share, account)


def _find_mount_failures(share: Json, account: Account) -> Iterator[str]:
    system, root = share["fileSystemId"], share.get("rootDirectory", "/")
    point = share.get("authorizationConfig", {}).get("accessPointId")
    if system not in account.file_systems:
        yield _NO_VOLUME.format(_NO_FILE_SYSTEM.format(system), 1)
    elif point and account.access_points.get(point, {}).get("FileSystemId") != system:
        yield _NO_VOLUME.format(_NO_ACCESS_POINT.format(point), 32)
    elif not point and root.rstrip("/") not in {"", *_made_directories(system, account)}:
        yield _NO_VOLUME.format(_NO_DIRECTORY.format("127.0.0.1", root), 32)


def _made_directories(system: str, account: Account) -> Iterator[str]:
    """Directories of a file system that nobody else writes: EFS makes those of access points with `CreationInfo`."""
    for point in account.access_points.values():
        root = point.get("RootDirectory", {})
        if point["FileSystemId"] == system and root.get("CreationInfo"):
            yield str(root["Path"]).rstrip("/")
