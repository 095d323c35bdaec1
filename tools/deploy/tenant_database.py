"""Runs the one-off task that creates a tenant's database (terraform/modules/tenant-database) and waits for it."""

import json
from argparse import Namespace
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import WaiterError

from deploy.errors import CommandError

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_ecs.type_defs import WaiterConfigTypeDef
    from mypy_boto3_ssm import SSMClient

_WAIT: "WaiterConfigTypeDef" = {"Delay": 6, "MaxAttempts": 20}  # domain §7.7: the database has 120 s


def run(options: Namespace) -> str:
    """Create a tenant's database with its one-off task. Terraform calls this while it applies."""
    region = options.task.split(":")[3]
    create_database(options.env, options.task, boto3.client("ecs", region), boto3.client("ssm", region))
    return ""


def create_database(environment: str, task: str, tenants: "ECSClient", parameters: "SSMClient") -> None:
    """Run the task in the tenants' cluster and wait for it. Safe to repeat.

    Raises:
        CommandError: the task did not start, did not end within two minutes, or failed.
    """
    parameter = parameters.get_parameter(Name=f"/bbws/{environment}/tenants")["Parameter"]["Value"]
    hosting = json.loads(parameter)
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
        raise CommandError(f"{task} did not start: {answer['failures']}")
    arn = answer["tasks"][0]["taskArn"]
    try:
        tenants.get_waiter("tasks_stopped").wait(cluster=hosting["cluster"], tasks=[arn], WaiterConfig=_WAIT)
    except WaiterError as error:
        raise CommandError(f"{task} has not ended after two minutes: read its log group.") from error
    ended = tenants.describe_tasks(cluster=hosting["cluster"], tasks=[arn])["tasks"][0]
    codes = {container.get("exitCode") for container in ended["containers"]}
    if codes != {0}:
        raise CommandError(f"{task} failed ({ended.get('stoppedReason', codes)}): read its log group for the cause.")
