"""What Terraform makes is what is declared, holds our contracts, and a planted breach of each is found."""

import json
import re
from copy import deepcopy
from typing import Any

import pytest

from local_platform.manifest import Platform, QueueTrigger, StreamTrigger, read_platform
from local_platform.provision.http_api import wished_routes
from tests.terraform.contracts import CHECKS, of
from tests.terraform.inventory import Resource

pytestmark = pytest.mark.timeout(900)  # the first test that asks waits until every stack was applied


@pytest.fixture(scope="module")
def platform(root) -> Platform:
    return read_platform(root)


def names(resources: list[Resource], kind: str, attribute: str = "name") -> set[str]:
    return {it.values[attribute].removesuffix("-dev") for it in of(resources, kind)}


def full(names_: Any) -> set[str]:
    return {f"bbws-{name}" for name in names_}


def test_tables_queues_topics_and_functions_are_the_declared_ones(everything, platform):
    services = platform.manifests
    functions = full(f"{service.service}-{name}" for service in services for name in service.functions)

    assert names(everything, "aws_dynamodb_table") == full(name for s in services for name in s.tables)
    assert names(everything, "aws_sqs_queue") == full(name for s in services for name in s.queues)
    assert names(everything, "aws_sns_topic") == full(name for s in services for name in s.topics) | {"bbws-alarms"}
    assert names(everything, "aws_lambda_function", "function_name") == functions


def test_routes_are_those_of_the_local_platform(everything, platform):
    made = {
        it.values["route_key"]: it.values["authorization_type"] == "CUSTOM"
        for it in of(everything, "aws_apigatewayv2_route")
    }

    assert made == {key: authorized for key, (_, authorized) in wished_routes(platform).items()}


def test_rules_listen_for_what_is_declared(everything, platform):
    made = {
        it.key: json.loads(it.values["event_pattern"])
        for it in of(everything, "aws_cloudwatch_event_rule")
        if it.values["event_pattern"]
    }
    declared = {name: rule for service in platform.manifests for name, rule in service.rules.items()}

    assert {name: (set(it["source"]), set(it["detail-type"])) for name, it in made.items()} == {
        name: (set(rule.source), set(rule.detail_types)) for name, rule in declared.items()
    }


def test_each_role_may_what_is_declared_and_nothing_else(applied, platform):
    for service in platform.manifests:
        policies = {it.key: it for it in of(applied(service.folder.name, "dev"), "aws_iam_role_policy")}
        assert set(policies) == set(service.functions)
        for name, function in service.functions.items():
            given = {a for s in json.loads(policies[name].values["policy"])["Statement"] for a in s["Action"]}
            assert given == declared_actions(function) | {
                *("logs:CreateLogStream", "logs:PutLogEvents", "kms:Decrypt", "kms:GenerateDataKey"),
            }


def declared_actions(function) -> set[str]:
    """The permissions, and what Lambda needs to read the sources of the function's triggers."""
    actions = {
        f"{service}:{a}" for service, them in function.permissions.items() for some in them.values() for a in some
    }
    if any(isinstance(trigger, QueueTrigger) for trigger in function.triggers):
        actions |= {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
    if any(isinstance(trigger, StreamTrigger) for trigger in function.triggers):
        actions |= {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"}
    return actions


def test_functions_are_sized_as_declared(everything, platform):
    made = {
        it.values["function_name"].removesuffix("-dev"): (
            it.values["handler"],
            it.values["memory_size"],
            it.values["timeout"],
        )
        for it in of(everything, "aws_lambda_function")
    }

    assert made == {
        f"bbws-{service.service}-{name}": (function.handler, function.memory, function.timeout)
        for service in platform.manifests
        for name, function in service.functions.items()
    }


def test_production_does_not_let_itself_be_deleted(applied):
    for stack, kind, attribute in [
        ("sites-service", "aws_dynamodb_table", "deletion_protection_enabled"),
        ("hosting", "aws_db_instance", "deletion_protection"),
        ("hosting", "aws_lb", "enable_deletion_protection"),
    ]:
        assert all(it.values[attribute] for it in of(applied(stack, "prod"), kind)), stack


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_what_terraform_makes_holds_the_contract(everything, check):
    assert list(check(everything)) == []


BREACHES: dict[str, tuple[str, str, Any]] = {
    "a table that cannot be restored": ("aws_dynamodb_table", "point_in_time_recovery", []),
    "a table with AWS's key": ("aws_dynamodb_table", "server_side_encryption", []),
    "a queue without key": ("aws_sqs_queue", "kms_master_key_id", ""),
    "a topic without key": ("aws_sns_topic", "kms_master_key_id", None),
    "a log without key": ("aws_cloudwatch_log_group", "kms_key_id", ""),
    "a function without key": ("aws_lambda_function", "kms_key_arn", ""),
    "a database without key": ("aws_db_instance", "kms_key_id", None),
    "files without key": ("aws_efs_file_system", "kms_key_id", None),
    "a message that is seen twice": ("aws_sqs_queue", "visibility_timeout_seconds", 30),
    "a function that outlives its message": ("aws_lambda_function", "timeout", 900),
    "whole batches": ("aws_lambda_event_source_mapping", "function_response_types", []),
    "a rule that loses events": ("aws_cloudwatch_event_target", "dead_letter_config", []),
    "dead letters that nobody hears of": ("aws_cloudwatch_metric_alarm", "dimensions", {}),
    "an alarm that tells nobody": ("aws_cloudwatch_metric_alarm", "alarm_actions", []),
    "every action": ("aws_iam_role_policy", "policy", '{"Statement": [{"Action": ["dynamodb:*"], "Resource": ["a"]}]}'),
    "every table": (
        "aws_iam_role_policy",
        "policy",
        '{"Statement": [{"Action": ["dynamodb:GetItem"], "Resource": ["*"]}]}',
    ),
    "everything, by a word": (
        "aws_iam_role_policy",
        "policy",
        '{"Statement": [{"Action": ["s3:GetObject"], "Resource": "*"}]}',
    ),
    "the world at MySQL": ("aws_vpc_security_group_ingress_rule", "cidr_ipv4", "0.0.0.0/0"),
    "an open security group": ("aws_security_group", "ingress", [{"cidr_blocks": ["0.0.0.0/0"]}]),
    "a name of its own": ("aws_sqs_queue", "name", "work"),
    "a function of no environment": ("aws_lambda_function", "function_name", "bbws-sites-api"),
    "no tags": ("aws_dynamodb_table", "tags", {}),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_planted_breach_is_found(everything, breach):
    kind, attribute, value = BREACHES[breach]
    planted = deepcopy(everything)
    for resource in of(planted, kind):
        resource.values[attribute] = value

    assert [found for check in CHECKS for found in check(planted)]


@pytest.mark.parametrize("kind", ["aws_sqs_queue_redrive_policy", "aws_cloudwatch_metric_alarm", "aws_iam_role"])
def test_a_resource_that_is_missing_is_missed(everything, kind):
    assert [found for check in CHECKS for found in check([it for it in everything if it.type != kind])]


def test_the_settings_of_an_environment_and_what_stacks_publish_are_all_that_services_ask(applied, platform, root):
    """A setting that nobody supplies stops a plan; one that is misspelt in the mock would hide that."""
    published = {
        name
        for stack in ("foundation", "hosting")
        for it in of(applied(stack, "dev"), "aws_ssm_parameter")
        for name in json.loads(it.values["value"])["settings"]
    }
    sized = (root / "terraform" / "environments" / "dev" / "common.tfvars").read_text()
    block = re.findall(r"^    (\w+) +=", sized[sized.index("settings =") :], re.MULTILINE)
    asked = {
        value.name
        for service in platform.manifests
        for function in service.functions.values()
        for value in function.environment.values()
        if getattr(value, "kind", None) == "setting"
    }

    assert asked - published - set(block) == {"cursor_key", "invitation_key", "log_hash_key"}
