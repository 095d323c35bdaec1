"""Encryption and trust as AWS evaluates them: a call also needs the key; a service proves itself as it documents.

The declared permissions stand for the recorded calls: `within_rights` and test_rights.py hold that both are equal.
"""

import json
from collections.abc import Iterator

import pytest

from local_platform.service_manifest import Function, QueueTrigger, StreamTrigger
from tests.terraform.contracts import last, of
from tests.terraform.declarations import functions
from tests.terraform.iam import Context, implied, is_allowed, open_to
from tests.terraform.inventory import Resource

pytestmark = pytest.mark.timeout(900)

KEYS_OF = {  # type → what its name and its key are called
    "aws_sqs_queue": ("name", "kms_master_key_id"),
    "aws_sns_topic": ("name", "kms_master_key_id"),
}
ADOPTED = "arn:aws:kms:eu-west-1:111122223333:key/mrk-00000000000000000000000000000000"  # terraform/mocks


@pytest.fixture(scope="module")
def boundary(applied) -> list[dict]:
    """The most that any role of an environment can do."""
    policies = of(applied("account", "dev"), "aws_iam_policy")
    (policy,) = [it for it in policies if it.values["name"] == "bbws-boundary-dev"]
    return list(json.loads(policy.values["policy"])["Statement"])


def keys_by_name(resources: list[Resource]) -> dict[str, str]:
    """Short name of each table, queue and topic → the ARN of its key."""
    found = {it.values[name]: it.values[key] for kind, (name, key) in KEYS_OF.items() for it in of(resources, kind)}
    for table in of(resources, "aws_dynamodb_table"):
        found[table.values["name"]] = table.values["server_side_encryption"][0]["kms_key_arn"]
    return {name.removeprefix("bbws-").rpartition("-")[0]: key for name, key in found.items()}


def calls(function: Function) -> Iterator[tuple[str, str]]:
    """Each action of a function, with the resource as it is declared."""
    for service, resources in function.permissions.items():
        yield from ((f"{service}:{act}", name) for name, actions in resources.items() for act in actions)
    for trigger in function.triggers:
        if isinstance(trigger, QueueTrigger):
            yield "sqs:ReceiveMessage", trigger.queue
        if isinstance(trigger, StreamTrigger):
            yield "dynamodb:GetRecords", trigger.stream
    if function.secret_variables:
        yield "secretsmanager:GetSecretValue", "keys"


def refused_keys(resources: list[Resource], keys: dict[str, str], boundary: list[dict]) -> list[str]:
    """Each call of a function that AWS would refuse because its role may not use the key of the resource."""
    refused = []
    for policy in of(resources, "aws_iam_role_policy"):
        if not (function := functions().get((policy.stack, str(policy.key)))):
            continue
        role = json.loads(policy.values["policy"])["Statement"]
        for action, name in calls(function):
            for act, resource, _ in implied(action):
                key = keys.get(name, keys["keys"])
                if resource == "KEY" and not (is_allowed(role, act, key) and is_allowed(boundary, act, key)):
                    refused.append(f"{policy.address}: {action} on {name} needs {act} on {last(key)}")
    return refused


def test_a_function_may_use_the_key_of_all_that_it_calls(everything, boundary):
    keys = keys_by_name(everything)
    keys["keys"] = next(it.values["kms_key_arn"] for it in of(everything, "aws_lambda_function"))

    assert refused_keys(everything, keys, boundary) == []


def test_after_a_fail_over_functions_may_use_the_key_of_adopted_tables_and_keys(applied, boundary):
    """Copies keep the key of the environment that they come from, whatever key the recovery Region has itself."""
    resources = applied("sites-service", "recovery")
    keys = keys_by_name(resources) | dict.fromkeys(("sites", "operations", "keys"), ADOPTED)

    assert refused_keys(resources, keys, boundary) == []
    assert refused_keys(resources, keys | {"sites": "arn:aws:kms:eu-west-1:1:key/other"}, boundary)


def test_the_foundation_of_the_recovery_region_names_the_key_of_what_it_adopts(applied):
    (replica,) = of(applied("foundation", "prod"), "aws_kms_replica_key")
    aliases = {it.address: it.values for it in of(applied("foundation", "prod"), "aws_kms_alias")}
    published = {
        environment: json.loads(it.values["value"])["services"]["adopted_key_arn"]
        for environment in ("prod", "recovery")
        for it in of(applied("foundation", environment), "aws_ssm_parameter")
        if it.values["name"].endswith("/foundation")
    }

    assert aliases["aws_kms_alias.recovery[0]"]["name"] == "alias/bbws-data-prod"
    assert aliases["aws_kms_alias.recovery[0]"]["target_key_id"] == replica.values["key_id"]
    assert published == {"prod": None, "recovery": ADOPTED}


ACCOUNT, REGION = "536580886816", "af-south-1"
OURS: Context = {"aws:SourceAccount": ACCOUNT}
LOGS = f"logs.{REGION}.amazonaws.com"
OF_LOGS = "kms:EncryptionContext:aws:logs:arn"
# service → what AWS documents that its request brings, and whether the key is for it
KEY_USERS = [
    ("events.amazonaws.com", OURS, True),  # to queues and on buses
    ("sns.amazonaws.com", OURS, True),
    ("cloudwatch.amazonaws.com", OURS, True),  # alarms to topics
    (LOGS, {OF_LOGS: f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/bbws-sites-api-dev"}, True),
    (LOGS, {OF_LOGS: f"arn:aws:logs:{REGION}:111122223333:log-group:/aws/lambda/bbws-sites-api-dev"}, False),
    ("events.amazonaws.com", {"aws:SourceAccount": "111122223333"}, False),
    ("lambda.amazonaws.com", OURS, False),
]


@pytest.mark.parametrize(("service", "context", "may"), KEY_USERS)
def test_the_key_is_for_services_that_work_for_the_account(applied, service, context, may):
    (key,) = of(applied("foundation", "dev"), "aws_kms_key")
    statements = open_to(json.loads(key.values["policy"])["Statement"], service)

    assert all(is_allowed(statements, act, context=context) is may for act in ("kms:Decrypt", "kms:GenerateDataKey"))


# service → what AWS documents that it brings when it assumes a role
ASSUMING = {
    "backup.amazonaws.com": {},
    "s3.amazonaws.com": {},
    "lambda.amazonaws.com": OURS,
    "ecs-tasks.amazonaws.com": OURS,
}


def test_every_service_can_assume_its_role(applied, everything):
    """A condition on what a service does not send refuses every request."""
    roles = [it for it in (*everything, *applied("foundation", "prod")) if it.type == "aws_iam_role"]
    asked = {
        (it.address, service): is_allowed([statement], "sts:AssumeRole", context=_as(context, it))
        for it in roles
        for statement in json.loads(it.values["assume_role_policy"])["Statement"]
        for service, context in ASSUMING.items()
        if statement["Principal"].get("Service") == service
    }

    assert {service for _, service in asked} == ASSUMING.keys()
    assert [role for role, allowed in asked.items() if not allowed] == []


def _as(context: Context, role: Resource) -> Context:
    """The account of the role's own environment."""
    return dict.fromkeys(context, "093646564004" if str(role.values["name"]).endswith("-prod") else ACCOUNT)
