"""The one-off task that creates a tenant's database runs in the tenants' network, and its failure is an error."""

import json

import pytest
from botocore.exceptions import WaiterError

from deploy.__main__ import main
from deploy.errors import CommandError
from deploy.tenant_database import create_database

TASK = "arn:aws:ecs:af-south-1:111122223333:task-definition/tenant-983d5058e4c4-database:1"


class Cloud:
    """The calls of ECS and Parameter Store that the task needs."""

    def __init__(self) -> None:
        self.asked, self.tasks, self.code, self.ends = {}, [{"taskArn": "a-task"}], 0, True

    def get_parameter(self, Name):  # noqa: N803 - botocore's spelling
        assert Name == "/bbws/dev/tenants"
        hosting = {"cluster": "bbws-cluster-dev", "subnet_ids": ["subnet-1"], "security_group_id": "sg-1"}
        return {"Parameter": {"Value": json.dumps(hosting)}}

    def run_task(self, **asked):
        self.asked = asked
        return {"tasks": self.tasks, "failures": [{"reason": "AGENT"}]}

    def get_waiter(self, _):
        return self

    def wait(self, **_):
        if not self.ends:
            raise WaiterError("TasksStopped", "Max attempts exceeded", {})

    def describe_tasks(self, **_):
        return {"tasks": [{"containers": [{"exitCode": self.code}], "stoppedReason": "Essential container exited"}]}


@pytest.fixture
def cloud():
    return Cloud()


def test_it_runs_in_the_private_network_of_tenants(cloud):
    create_database("dev", TASK, cloud, cloud)

    network = cloud.asked["networkConfiguration"]["awsvpcConfiguration"]
    assert cloud.asked["cluster"] == "bbws-cluster-dev"
    assert network == {"subnets": ["subnet-1"], "securityGroups": ["sg-1"], "assignPublicIp": "DISABLED"}


def test_the_command_uses_the_region_of_the_task(cloud, monkeypatch):
    monkeypatch.setattr("boto3.client", lambda _service, region: {"af-south-1": cloud}[region])

    assert main(["create-tenant-database", "--env=dev", f"--task={TASK}"]) == 0
    assert cloud.asked["taskDefinition"] == TASK


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        ({"tasks": []}, "did not start"),
        ({"ends": False}, "not ended after two minutes"),
        ({"code": 1}, "its log group"),
    ],
)
def test_a_task_that_fails_is_an_error(cloud, trouble, expected):
    vars(cloud).update(trouble)

    with pytest.raises(CommandError, match=expected):
        create_database("dev", TASK, cloud, cloud)
