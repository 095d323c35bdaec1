"""What Terraform makes is what is declared, thing by thing."""

import json
import re
from typing import Any

import pytest

from local_platform.manifest import Platform, read_platform
from tests.terraform.contracts import of
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


def test_browsers_may_do_what_is_declared_from_the_origins_of_the_environment(everything, platform, root):
    (made,) = [cors for it in of(everything, "aws_apigatewayv2_api") for cors in it.values["cors_configuration"]]
    cors = platform.api.cors
    sized = (root / "terraform" / "environments" / "dev" / "common.tfvars").read_text()

    assert set(made["allow_headers"]) == set(cors.headers)
    assert set(made["expose_headers"]) == set(cors.exposed) >= {"Location", "Retry-After", "ETag"}
    assert set(made["allow_methods"]) == set(cors.methods)
    assert not made["allow_credentials"]
    assert " ".join(sorted(made["allow_origins"], reverse=True)) in sized


def test_functions_ask_each_other_at_the_gateway_not_through_the_edge(everything):
    """The edge's firewall would count them all as one visitor: docs/decisions/0044."""
    (published,) = [
        json.loads(it.values["value"])
        for it in of(everything, "aws_ssm_parameter")
        if (it.stack, it.address) == ("foundation", "aws_ssm_parameter.publication")
    ]

    assert published["settings"]["api_url"] == f"https://{published['api_host']}"


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


def test_the_settings_of_an_environment_and_what_stacks_publish_are_all_that_services_ask(applied, platform, root):
    """A setting that nobody supplies stops a plan; one that is misspelt in the mock would hide that."""
    published = {
        name
        for stack in ("foundation", "hosting")
        for it in of(applied(stack, "dev"), "aws_ssm_parameter")
        for name in json.loads(it.values["value"]).get("settings", {})
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

    assert asked - published - set(block) == set()
