"""The role and the policy of each function, from the permissions that it declares."""

import contextlib
import json
from typing import Any

from local_platform.clients import Aws
from local_platform.names import arn, full_name
from local_platform.provision.keys import SECRET
from local_platform.service_manifest import Function, QueueTrigger, StreamTrigger

type Json = dict[str, Any]

# What the last part of a service's ARNs looks like; `full` is the resource's name with prefix and environment.
_SHAPES: dict[str, tuple[str, ...]] = {
    "dynamodb": ("table/{full}", "table/{full}/index/*", "table/{full}/stream/*"),
    "events": ("event-bus/{full}",),
    "secretsmanager": ("secret:{name}",),
    "sns": ("{full}",),
    "sqs": ("{full}",),
}


def ensure_role(aws: Aws, name: str, function: Function) -> str:
    """Create the function's role, put its policy, return the role's ARN."""
    create_role(aws, name, "lambda")
    aws("iam").put_role_policy(RoleName=name, PolicyName="declared", PolicyDocument=json.dumps(policy(function)))
    return arn("iam", f"role/{name}")


def create_role(aws: Aws, name: str, service: str) -> None:
    """Create a role that an AWS service may take, such as `ecs-tasks`; harmless when it is there."""
    principal = {"Service": f"{service}.amazonaws.com"}
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}],
    }
    iam = aws("iam")
    with contextlib.suppress(iam.exceptions.EntityAlreadyExistsException):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))


def policy(function: Function) -> Json:
    """The policy document: what is declared, the sources of its triggers, its keys, and its log."""
    statements = [
        {
            "Effect": "Allow",
            "Action": [f"{service}:{a}" for a in actions],
            "Resource": _resources(service, resource),
            **(_held_to(function.keys[resource]) if service == "dynamodb" and resource in function.keys else {}),
        }
        for service, resources in function.permissions.items()
        for resource, actions in resources.items()
    ]
    statements += [
        _to_read(trigger) for trigger in function.triggers if isinstance(trigger, QueueTrigger | StreamTrigger)
    ]
    if function.secret_variables:
        statements.append(
            {"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue"], "Resource": [secret_pattern(SECRET)]}
        )
    logs = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": arn("logs", "*")}
    return {"Version": "2012-10-17", "Statement": [*statements, logs]}


def secret_pattern(name: str) -> str:
    """The ARN of a secret by its exact name: Secrets Manager adds a hyphen and six characters."""
    return arn("secretsmanager", f"secret:{name}-??????")


def _held_to(keys: tuple[str, ...]) -> Json:
    """The condition that a partition key, of the table or of the index that is asked, is like one of `keys`."""
    return {"Condition": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": list(keys)}}}


def _to_read(trigger: QueueTrigger | StreamTrigger) -> Json:
    """What Lambda itself needs, with the function's role, to read the trigger's source."""
    if isinstance(trigger, QueueTrigger):
        actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        return {"Effect": "Allow", "Action": actions, "Resource": _resources("sqs", trigger.queue)}
    actions = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"]
    return {"Effect": "Allow", "Action": actions, "Resource": _resources("dynamodb", trigger.stream)}


def _resources(service: str, resource: str) -> list[str]:
    """The ARNs of a declared resource; `*` and whole ARNs are taken as they stand."""
    if resource == "*" or resource.startswith("arn:"):
        return [resource]
    shape = _SHAPES.get(service, ("{name}",))
    if service == "ecs" and resource.startswith("service/"):
        shape = ("service/*/{rest}",)  # a service's ARN names its cluster as well
    rest = resource.partition("/")[2]
    return [arn(service, part.format(name=resource, full=full_name(resource), rest=rest)) for part in shape]
