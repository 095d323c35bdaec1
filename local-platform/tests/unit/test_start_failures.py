"""Why Fargate stops a task before it starts; every case lacks one thing of a whole account."""

import dataclasses

import pytest

from local_platform.edge.start_failures import Account, find_start_failure

SECRET = "arn:aws:secretsmanager:af-south-1:000000000000:secret:bbws/wp/t/database-AbCdEf"
ROLE = "arn:aws:iam::000000000000:role/tenant/bbws-tenant-abc"
POINT = {"FileSystemId": "fs-1", "RootDirectory": {"Path": "/tenant-abc", "CreationInfo": {"OwnerUid": 33}}}
ACCOUNT = Account(
    roles={ROLE}, secrets={SECRET}, log_groups={"/ecs/abc"}, file_systems={"fs-1"}, access_points={"fsap-1": POINT}
)
BY_POINT = {"fileSystemId": "fs-1", "authorizationConfig": {"accessPointId": "fsap-1", "iam": "ENABLED"}}
BY_DIRECTORY = {"fileSystemId": "fs-1", "rootDirectory": "/tenant-abc"}


def definition(share):
    container = {
        "secrets": [{"name": "A", "valueFrom": f"{SECRET}:password::"}],
        "logConfiguration": {"options": {"awslogs-group": "/ecs/abc"}},
    }
    return {
        "taskRoleArn": ROLE,
        "containerDefinitions": [container],
        "volumes": [{"name": "content", "efsVolumeConfiguration": share}],
    }


@pytest.mark.parametrize("share", [BY_POINT, BY_DIRECTORY, {"fileSystemId": "fs-1"}])
def test_a_whole_account_starts_it(share):
    assert find_start_failure(definition(share), ACCOUNT) is None


def test_a_task_without_volume_log_and_role_starts():
    bare = {"containerDefinitions": [{"name": "a"}], "volumes": [{"name": "scratch"}], "taskRoleArn": ""}

    assert find_start_failure(bare, ACCOUNT) is None


@pytest.mark.parametrize(
    ("share", "missing", "reason"),
    [
        (BY_POINT, {"roles": set()}, f"ECS was unable to assume the role '{ROLE}'"),
        (BY_POINT, {"secrets": set()}, f"failed to fetch secret {SECRET} from secrets manager"),
        (BY_POINT, {"log_groups": set()}, "The specified log group does not exist."),
        (BY_POINT, {"file_systems": set()}, "The file system ID is unknown."),
        (BY_POINT, {"access_points": {}}, "access denied by server while mounting"),
        (BY_POINT, {"access_points": {"fsap-1": POINT | {"FileSystemId": "fs-2"}}}, "access denied by server"),
        (BY_DIRECTORY, {"access_points": {}}, "mounting 127.0.0.1:/tenant-abc failed, reason given by server: No such"),
        (
            BY_DIRECTORY,
            {"access_points": {"fsap-1": POINT | {"RootDirectory": {"Path": "/tenant-abc"}}}},
            "No such file",
        ),
    ],
)
def test_what_is_missing_is_the_reason(share, missing, reason):
    found = find_start_failure(definition(share), dataclasses.replace(ACCOUNT, **missing))

    assert reason in (found or "it starts")
