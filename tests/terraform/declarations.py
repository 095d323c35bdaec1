"""Contracts between what Terraform makes and what service.yaml and openapi/ declare."""

import json
from collections.abc import Iterator
from functools import cache

from local_platform.alarms import API, Alarm, read_alarms
from local_platform.manifest import Platform, read_platform
from local_platform.provision.http_api import declared_routes
from local_platform.service_manifest import Function, QueueTrigger, StreamTrigger
from tests.terraform.contracts import Check, last, of
from tests.terraform.inventory import ROOT, Resource

ALWAYS = {"logs:CreateLogStream", "logs:PutLogEvents", "kms:Decrypt", "kms:GenerateDataKey"}
ALWAYS |= {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
LED = "dynamodb:LeadingKeys"


@cache
def platform() -> Platform:
    """What the checkout declares."""
    return read_platform(ROOT)


def functions() -> dict[tuple[str, str], Function]:
    """(folder, short name) → function."""
    return {(it.folder.name, name): f for it in platform().manifests for name, f in it.functions.items()}


def routes_are_the_contracts(resources: list[Resource]) -> Iterator[str]:
    """Every operation of openapi/ behind the authorizer, every path's 405 and the 404 before it; nothing else."""
    made = {it.values["route_key"]: it.values["authorization_type"] == "CUSTOM" for it in _routes(resources)}
    declared = {key: authorized for key, (_, authorized) in declared_routes(platform()).items()}
    for key in sorted(made.keys() | declared.keys()):
        if made.get(key) != declared.get(key):
            yield f"{key}: {_told(declared.get(key))} declared, {_told(made.get(key))} made"


def _routes(resources: list[Resource]) -> Iterator[Resource]:
    return of(resources, "aws_apigatewayv2_route")


def _told(authorized: bool | None) -> str:
    return {None: "none", True: "one for callers", False: "one for all"}[authorized]


def roles_may_what_is_declared(resources: list[Resource]) -> Iterator[str]:
    """`service.yaml` says it action by action; tests/terraform/test_rights.py says that code asks for exactly that."""
    for policy in _roles(resources):
        given = {action for statement in _statements(policy) for action in statement["Action"]}
        declared = actions(functions()[policy.stack, str(policy.key)]) | ALWAYS
        yield from (f"{policy.address} gives {action}" for action in sorted(given - declared))
        yield from (f"{policy.address} lacks {action}" for action in sorted(declared - given))


def roles_are_held_to_their_keys(resources: list[Resource]) -> Iterator[str]:
    """A function that declares the partition keys that it works on reaches no others."""
    for policy in _roles(resources):
        held = {
            last(statement["Resource"][0]).removeprefix("bbws-").rpartition("-")[0]: set(condition[LED])
            for statement in _statements(policy)
            for condition in statement.get("Condition", {}).values()
            if LED in condition
        }
        declared = {table: set(keys) for table, keys in functions()[policy.stack, str(policy.key)].keys.items()}
        if held != declared:
            yield f"{policy.address} is held to {held}, not to {declared}"


def _roles(resources: list[Resource]) -> Iterator[Resource]:
    return (it for it in of(resources, "aws_iam_role_policy") if (it.stack, it.key) in functions())


def _statements(policy: Resource) -> list[dict]:
    return list(json.loads(policy.values["policy"])["Statement"])


def actions(function: Function) -> set[str]:
    """The permissions, what Lambda needs to read the sources of its triggers, and the function to read its keys."""
    found = {f"{service}:{a}" for service, them in function.permissions.items() for some in them.values() for a in some}
    if function.secret_variables:
        found.add("secretsmanager:GetSecretValue")
    if any(isinstance(trigger, QueueTrigger) for trigger in function.triggers):
        found |= {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
    if any(isinstance(trigger, StreamTrigger) for trigger in function.triggers):
        found |= {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"}
    return found


def alarms_are_what_is_declared(resources: list[Resource]) -> Iterator[str]:
    """Both readers of `alarms:` see the same: figure, threshold, severity and page of each alarm."""
    made = {_short(it.values["alarm_name"]): _alarm(it) for it in of(resources, "aws_cloudwatch_metric_alarm")}
    declared = read_alarms(platform())
    for name in sorted(made.keys() | declared.keys()):
        if made.get(name) != declared.get(name):
            yield f"alarm {name}: {declared.get(name)} declared, {made.get(name)} made"


def _alarm(resource: Resource) -> Alarm:
    values = resource.values
    severity, _, rest = values["alarm_description"].partition(":")
    return Alarm(
        namespace=values["namespace"],
        metric=values["metric_name"],
        dimensions={name: _dimension(name, value) for name, value in (values["dimensions"] or {}).items()},
        statistic=values["extended_statistic"] or values["statistic"],
        threshold=values["threshold"],
        period=values["period"],
        severity=severity,
        runbook=rest.partition("/docs/runbooks/")[2],
    )


def _dimension(name: str, value: str) -> str:
    return API if name == "ApiId" else _short(value)


def _short(name: str) -> str:
    return name.removeprefix("bbws-").removesuffix("-dev")


CHECKS: tuple[Check, ...] = (
    routes_are_the_contracts,
    roles_may_what_is_declared,
    roles_are_held_to_their_keys,
    alarms_are_what_is_declared,
)
