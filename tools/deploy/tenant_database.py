"""Runs the one-off task that makes a tenant's database (terraform/modules/tenant-database) and waits for its end."""

import json
from argparse import Namespace
from typing import TYPE_CHECKING

from botocore.exceptions import WaiterError

from deploy import aws
from deploy.refusal import Refused

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_ecs.type_defs import WaiterConfigTypeDef
    from mypy_boto3_ssm import SSMClient

_PATIENCE: "WaiterConfigTypeDef" = {"Delay": 6, "MaxAttempts": 20}  # domain §7.7: the database has 120 s


def run(given: Namespace) -> str:
    """Make a tenant's database by its one-off task; Terraform calls this while it applies."""
    region = given.task.split(":")[3]
    make_database(given.env, given.task, aws.tasks(region), aws.parameters(region))
    return ""


def make_database(environment: str, task: str, tenants: "ECSClient", parameters: "SSMClient") -> None:
    """Run the task where tenants' tasks run; refuses when it does not end well. Safe to repeat."""
    told = parameters.get_parameter(Name=f"/bbws/{environment}/tenants")["Parameter"]["Value"]
    hosting = json.loads(told)
    answer = tenants.run_task(
        cluster=hosting["cluster"],
        taskDefinition=task,
        launchType="FARGATE",
        startedBy="tenant-database",
        networkConfiguration={
            "awsvpcConfiguration": {
                "subnets": hosting["subnet_ids"],
                "securityGroups": [hosting["security_group_id"]],
                "assignPublicIp": "DISABLED",
            }
        },
    )
    if not answer["tasks"]:
        raise Refused(f"{task} did not start: {answer['failures']}")
    arn = answer["tasks"][0]["taskArn"]
    try:
        tenants.get_waiter("tasks_stopped").wait(cluster=hosting["cluster"], tasks=[arn], WaiterConfig=_PATIENCE)
    except WaiterError as error:
        raise Refused(f"{task} has not ended after two minutes: look into its log group.") from error
    ended = tenants.describe_tasks(cluster=hosting["cluster"], tasks=[arn])["tasks"][0]
    codes = {container.get("exitCode") for container in ended["containers"]}
    if codes != {0}:
        raise Refused(f"{task} failed ({ended.get('stoppedReason', codes)}): its log group says why.")
