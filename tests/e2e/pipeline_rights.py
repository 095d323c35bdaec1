"""What the pipeline's roles would be refused on AWS, of the calls that Terraform made to the emulated account."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.terraform.contracts import of
from tests.terraform.iam import Statement, as_list, implied, is_allowed
from tests.terraform.inventory import Resource

type Call = tuple[str, str, str]
OTHERWISE = {  # MiniStack's name of a call → AWS's: it takes the last part of a path for a list
    "lambda:ListAliases": "lambda:GetAlias",
    "lambda:ListEventSourceMappings": "lambda:GetEventSourceMapping",
    "lambda:ListLayers": "lambda:GetLayerVersion",
}
SPARED = {"iam:GetUser"}  # the provider's first way to its account; refused, it asks STS, which needs no right
OF_A_PERSON = re.compile(r":(Create|Get)OpenIDConnectProvider |:CreatePolicy |bbws-pipeline-|boundary-dev$|/account/")
"""Calls for the stack `account`, which an administrator applies."""
OF_RULES = ("events:PutTargets", "events:RemoveTargets", "events:ListTargetsByRule")  # MiniStack names their bus
READING = ("Get", "List", "Describe", "GET")
JUDGED_AS = "dev"  # GitHub has no environment `local`: the same resources are asked of the roles of dev
DEV = {"000000000000": "536580886816", "-local": "-dev", "/local": "/dev"}
WITHIN = {"iam:PermissionsBoundary": "arn:aws:iam::536580886816:policy/bbws-boundary-dev"}


def read_calls(file: Path) -> list[Call]:
    """Action, resource and Region of each call of the pipeline, as it would be in dev."""
    text = file.read_text()
    for local, dev in DEV.items():
        text = text.replace(local, dev)
    calls = [tuple(json.loads(line)) for line in text.splitlines()]
    return [
        (OTHERWISE.get(action, action), _resource(action, resource), region)
        for action, resource, region in calls
        if action not in SPARED and not OF_A_PERSON.search(f"{action} {resource}")
    ]


def _resource(action: str, resource: str) -> str:
    """The resource as AWS names it: rules of the default bus have no bus in their ARN, and a bus is no rule."""
    if action in OF_RULES:
        return "*"
    return resource.replace(":rule/default/", ":event-bus/" if action == "events:CreateEventBus" else ":rule/")


def read_rights(account: Iterable[Resource], role: str) -> list[Statement]:
    """All statements of a role of the pipeline, by the applied stack `account`."""
    prefix = f"bbws-pipeline-{role}"
    policies = [it for it in of(account, "aws_iam_policy") if it.values["name"].startswith(prefix)]
    return [statement for it in policies for statement in json.loads(it.values["policy"])["Statement"]]


def refused(rights: list[Statement], calls: Iterable[Call]) -> Iterator[str]:
    """Each call, and what AWS asks for besides, that the rights do not allow."""
    for action, resource, region in calls:
        context = {"aws:RequestedRegion": region} | WITHIN
        if not (_names(rights, action) if resource == "*" else is_allowed(rights, action, resource, context)):
            yield f"{action} on {resource} in {region}"
        yield from (f"{action} needs {act}" for act, _, _ in implied(action) if not _names(rights, act))


def reads(calls: Iterable[Call]) -> list[Call]:
    """Those that only look, as a plan does."""
    return [call for call in calls if call[0].partition(":")[2].startswith(READING)]


def _names(rights: list[Statement], action: str) -> bool:
    """Whether a statement allows the action on some resource: requests do not always name theirs."""
    return any(
        is_allowed([{**it, "Resource": "*", "Condition": {}}], action) for it in rights if it["Effect"] == "Allow"
    ) and not any(
        it["Effect"] == "Deny" and as_list(it["Resource"]) == ["*"] and is_allowed([{**it, "Effect": "Allow"}], action)
        for it in rights
    )
