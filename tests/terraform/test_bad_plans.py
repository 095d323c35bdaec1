"""Bad plans, each with one planted breach, and the contract that rejects it."""

import json
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import pytest

from tests.terraform import access, contracts, declarations
from tests.terraform.inventory import Resource

pytestmark = pytest.mark.timeout(900)  # the first test that asks waits until every stack was applied
CHECKS = {check.__name__: check for check in (*contracts.CHECKS, *access.CHECKS, *declarations.CHECKS)}
SAFE = {  # the least that a trust policy or a rule says; violations leave a part out
    "Effect": "Allow",
    "Principal": {"Service": "lambda.amazonaws.com"},
    "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}},
}


def document(**statement: Any) -> str:
    return json.dumps(
        {"Statement": [{"Action": ["dynamodb:GetItem"], "Resource": ["a:table/bbws-a-dev"], **statement}]}
    )


def unheld(policy: str) -> str:
    """The policy without its conditions."""
    read = json.loads(policy)
    for statement in read["Statement"]:
        statement.pop("Condition", None)
    return json.dumps(read)


# name → (contract that rejects it, kind of resource, attribute, value or change); without attribute: it is missing
def _late(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The firewall's rules, those about what is inside after all others."""
    return [rule | {"priority": 100 + rule["priority"]} if rule["priority"] < 2 else rule for rule in rules]


def _one_limit(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The firewall's rules, with one limit for everybody."""
    return [rule for rule in rules if rule["name"] != "TooManyWithKey"]


def _blocking(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The firewall's rules, of which AWS's block whatever they find."""
    changed = deepcopy(rules)
    for rule in changed:
        for group in rule["statement"][0]["managed_rule_group_statement"]:
            group["rule_action_override"] = []
    return changed


def _without_key(origins: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [origin | {"custom_header": []} for origin in origins]


BAD: dict[str, tuple[str, str, str | None, Any]] = {
    "a table that cannot be restored": ("tables_can_be_restored", "aws_dynamodb_table", "point_in_time_recovery", []),
    "a table with AWS's key": ("what_is_stored_has_our_key", "aws_dynamodb_table", "server_side_encryption", []),
    "a queue without key": ("what_is_stored_has_our_key", "aws_sqs_queue", "kms_master_key_id", ""),
    "a topic without key": ("what_is_stored_has_our_key", "aws_sns_topic", "kms_master_key_id", None),
    "a log without key": ("what_is_stored_has_our_key", "aws_cloudwatch_log_group", "kms_key_id", ""),
    "a function without key": ("what_is_stored_has_our_key", "aws_lambda_function", "kms_key_arn", ""),
    "a database without key": ("what_is_stored_has_our_key", "aws_db_instance", "kms_key_id", None),
    "files without key": ("what_is_stored_has_our_key", "aws_efs_file_system", "kms_key_id", None),
    "files without a policy": (
        "files_are_mounted_through_access_points_only",
        "aws_efs_file_system_policy",
        None,
        None,
    ),
    "files for whoever reaches them": (
        "files_are_mounted_through_access_points_only",
        "aws_efs_file_system_policy",
        "policy",
        document(Effect="Deny", Action=["elasticfilesystem:ClientMount"], Condition={}),
    ),
    "a message that is seen twice": (
        "messages_stay_hidden_long_enough",
        "aws_sqs_queue",
        "visibility_timeout_seconds",
        30,
    ),
    "a function that outlives its message": ("messages_stay_hidden_long_enough", "aws_lambda_function", "timeout", 900),
    "whole batches": (
        "consumers_tell_which_messages_failed",
        "aws_lambda_event_source_mapping",
        "function_response_types",
        [],
    ),
    "a rule that loses events": (
        "given_up_messages_are_kept",
        "aws_cloudwatch_event_target",
        "dead_letter_config",
        [],
    ),
    "dead letters that nobody hears of": (
        "given_up_messages_are_kept",
        "aws_cloudwatch_metric_alarm",
        "dimensions",
        {},
    ),
    "queues that never give up": ("given_up_messages_are_kept", "aws_sqs_queue_redrive_policy", None, None),
    "every action": ("rights_are_narrow", "aws_iam_role_policy", "policy", document(Action=["dynamodb:*"])),
    "every table": ("rights_are_narrow", "aws_iam_role_policy", "policy", document(Resource=["*"])),
    "everything, by a word": (
        "rights_are_narrow",
        "aws_iam_role_policy",
        "policy",
        document(Action=["s3:GetObject"], Resource="*"),
    ),
    "a right too many": (
        "roles_may_what_is_declared",
        "aws_iam_role_policy",
        "policy",
        document(Action=["s3:PutObject"]),
    ),
    "a role that reaches every key": ("roles_are_held_to_their_keys", "aws_iam_role_policy", "policy", unheld),
    "functions without roles": ("roles_have_one_owner", "aws_iam_role", None, None),
    "a role for everybody": (
        "roles_are_assumed_by_services_of_ours",
        "aws_iam_role",
        "assume_role_policy",
        document(**{**SAFE, "Principal": {"AWS": "*"}}),
    ),
    "a role for other accounts' functions": (
        "roles_are_assumed_by_services_of_ours",
        "aws_iam_role",
        "assume_role_policy",
        document(**{**SAFE, "Condition": {}}),
    ),
    "the world at MySQL": (
        "the_world_comes_in_by_http_only",
        "aws_vpc_security_group_ingress_rule",
        "cidr_ipv4",
        "0.0.0.0/0",
    ),
    "an open security group": (
        "the_world_comes_in_by_http_only",
        "aws_security_group",
        "ingress",
        [{"cidr_blocks": ["0.0.0.0/0"]}],
    ),
    "a database with a public address": ("databases_stay_inside", "aws_db_instance", "publicly_accessible", True),
    "a database that forgets": ("databases_stay_inside", "aws_db_instance", "backup_retention_period", 1),
    "a password that somebody chose": (
        "databases_stay_inside",
        "aws_db_instance",
        "manage_master_user_password",
        None,
    ),
    "functions that nobody watches": ("functions_are_watched", "aws_cloudwatch_metric_alarm", None, None),
    "an alarm with another threshold": (
        "alarms_are_what_is_declared",
        "aws_cloudwatch_metric_alarm",
        "threshold",
        99999,
    ),
    "an alarm without a page": (
        "alarms_are_what_is_declared",
        "aws_cloudwatch_metric_alarm",
        "alarm_description",
        "page: something rings",
    ),
    "alarms that tell nobody": ("functions_are_watched", "aws_cloudwatch_metric_alarm", "alarm_actions", []),
    "functions without traces": ("functions_are_traced", "aws_lambda_function", "tracing_config", []),
    "a name of its own": ("names_have_one_form", "aws_sqs_queue", "name", "work"),
    "a function of no environment": ("names_have_one_form", "aws_lambda_function", "function_name", "bbws-sites-api"),
    "no tags": ("everything_is_tagged", "aws_dynamodb_table", "tags", {}),
    "a consumer past the alias": (
        "callers_go_by_the_alias",
        "aws_lambda_event_source_mapping",
        "function_name",
        "bbws-sites-relay-dev",
    ),
    "a gateway past the alias": ("callers_go_by_the_alias", "aws_lambda_permission", "qualifier", None),
    "a route to the newest code": (
        "callers_go_by_the_alias",
        "aws_apigatewayv2_integration",
        "integration_uri",
        "arn:aws:apigateway:…:function:bbws-sites-api-dev/invocations",
    ),
    "an API without limit": (
        "the_api_is_throttled_and_logged",
        "aws_apigatewayv2_stage",
        "default_route_settings",
        [],
    ),
    "an API without log": ("the_api_is_throttled_and_logged", "aws_apigatewayv2_stage", "access_log_settings", []),
    "an edge without firewall": ("the_edge_is_guarded", "aws_cloudfront_distribution", "web_acl_id", None),
    "a firewall without rules": ("the_edge_is_guarded", "aws_wafv2_web_acl", "rule", []),
    "a balancer without firewall": ("the_balancer_is_guarded", "aws_wafv2_web_acl_association", None, None),
    "a firewall that lets strangers to the agent": ("the_balancer_is_guarded", "aws_wafv2_web_acl", "rule", _late),
    "a firewall that refuses HTML": ("people_may_write_about_html", "aws_wafv2_web_acl", "rule", _blocking),
    "functions that share a visitor's limit": (
        "functions_do_not_use_up_a_visitors_requests",
        "aws_wafv2_web_acl",
        "rule",
        _one_limit,
    ),
    "metrics of each route": (
        "metrics_are_what_somebody_reads",
        "aws_apigatewayv2_stage",
        "default_route_settings",
        [{"detailed_metrics_enabled": True}],
    ),
    "metrics of each tenant": ("metrics_are_what_somebody_reads", "aws_ecs_cluster", "setting", []),
    "files that are backed up twice": (
        "files_are_backed_up_once",
        "aws_efs_backup_policy",
        "backup_policy",
        [{"status": "ENABLED"}],
    ),
    "a database that logs for ever": (
        "logs_of_databases_end",
        "aws_db_instance",
        "enabled_cloudwatch_logs_exports",
        ["error", "slowquery", "audit"],
    ),
    "an edge that proves nothing": ("the_edge_proves_itself", "aws_cloudfront_distribution", "origin", _without_key),
    "a refusal that is kept for everybody": (
        "the_api_knows_its_edge",
        "aws_apigatewayv2_authorizer",
        "identity_sources",
        ["$request.header.Authorization"],
    ),
    "a function that believes everybody": (
        "the_api_knows_its_edge",
        "aws_lambda_function",
        "environment",
        [{"variables": {"KEYS": "CURSOR_KEY EDGE_KEY"}}],
    ),
    "old TLS": ("the_balancer_speaks_tls", "aws_lb_listener", "ssl_policy", "ELBSecurityPolicy-2016-08"),
    "a site without TLS": (
        "the_balancer_speaks_tls",
        "aws_lb_listener",
        "default_action",
        [{"type": "forward"}],
    ),
    "a bucket that may become public": (
        "buckets_are_closed",
        "aws_s3_bucket_public_access_block",
        "block_public_policy",
        False,
    ),
    "a bucket without versions": ("buckets_are_closed", "aws_s3_bucket_versioning", None, None),
    "a queue that takes from all": (
        "trust_policies_name_their_principals",
        "aws_sqs_queue_policy",
        "policy",
        document(**{**SAFE, "Condition": {}}),
    ),
    "a topic for the world": (
        "trust_policies_name_their_principals",
        "aws_sns_topic_policy",
        "policy",
        document(**{**SAFE, "Principal": "*"}),
    ),
    "a log for ever": ("logs_end", "aws_cloudwatch_log_group", "retention_in_days", 0),
    "a key that never turns": ("keys_turn", "aws_kms_key", "enable_key_rotation", False),
    "a pool for everyone": (
        "people_come_by_invitation",
        "aws_cognito_user_pool",
        "lambda_config",
        [{"pre_sign_up": None}],
    ),
    "a token in an address": (
        "people_sign_in_by_code",
        "aws_cognito_user_pool_client",
        "allowed_oauth_flows",
        ["implicit"],
    ),
    "a code in the clear": (
        "people_sign_in_by_code",
        "aws_cognito_user_pool_client",
        "callback_urls",
        ["http://portal.example/invitations"],
    ),
    "a route that no contract has": (
        "routes_are_the_contracts",
        "aws_apigatewayv2_route",
        "route_key",
        "GET /v1.0/secrets",
    ),
    "a route before the authorizer": (
        "routes_are_the_contracts",
        "aws_apigatewayv2_route",
        "authorization_type",
        "NONE",
    ),
}
BAD_IN_PROD: dict[str, tuple[str, str, str | None, Any]] = {
    "a table that can be deleted": (
        "production_is_kept",
        "aws_dynamodb_table",
        "deletion_protection_enabled",
        False,
    ),
    "a database that can be deleted": ("production_is_kept", "aws_db_instance", "deletion_protection", False),
    "a balancer that can be deleted": ("production_is_kept", "aws_lb", "enable_deletion_protection", False),
    "a database in one zone": ("production_is_kept", "aws_db_instance", "multi_az", False),
}


def plant(good: Iterable[Resource], kind: str, attribute: str | None, value: Any) -> list[Resource]:
    """The plan with one breach in every resource of a kind (which of them it is, the contract must not care)."""
    if attribute is None:
        return [it for it in good if it.type != kind]
    planted = [deepcopy(it) if it.type == kind else it for it in good]
    for resource in (it for it in planted if it.type == kind):
        resource.values[attribute] = value(resource.values[attribute]) if callable(value) else value
    return planted


@pytest.mark.parametrize("name", CHECKS)
def test_the_plan_of_dev_is_good(everything, name):
    assert list(CHECKS[name](everything)) == []


@pytest.mark.parametrize("name", CHECKS)
def test_the_plan_of_prod_is_good(production, name):
    if name in ("routes_are_the_contracts", "alarms_are_what_is_declared"):
        pytest.skip("not run: prod is planned without the services that are alike in all environments")
    assert list(CHECKS[name](production)) == []


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_plan_is_rejected(everything, bad):
    contract, kind, attribute, value = BAD[bad]
    planted = plant(everything, kind, attribute, value)

    assert list(CHECKS[contract](planted)), f"{contract} overlooks {bad}"


@pytest.mark.parametrize("bad", BAD_IN_PROD)
def test_a_bad_plan_of_prod_is_rejected(production, bad):
    contract, kind, attribute, value = BAD_IN_PROD[bad]

    assert list(CHECKS[contract](plant(production, kind, attribute, value))), f"{contract} overlooks {bad}"


def test_every_contract_rejects_something():
    rejecting = {contract for contract, *_ in (*BAD.values(), *BAD_IN_PROD.values())}

    assert rejecting == set(CHECKS)
