"""Rules about access: callers, the edge, buckets, databases and trust policies."""

import json
from collections.abc import Iterator

from tests.terraform.contracts import Check, of
from tests.terraform.inventory import Resource

MODERN = "ELBSecurityPolicy-TLS13-"
RULES_OF_BODIES = {
    "AWSManagedRulesCommonRuleSet": {
        *("SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY"),
        "EC2MetaDataSSRF_BODY",
    },
    "AWSManagedRulesPHPRuleSet": {"PHPHighRiskMethodsVariables_BODY"},
}
SERVICES = {  # that assume roles → whether AWS documents that they name the account; else PassRole is the guard
    "lambda.amazonaws.com": True,
    "ecs-tasks.amazonaws.com": True,
    "backup.amazonaws.com": False,
    "s3.amazonaws.com": False,
}
BLOCKS = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


def callers_go_by_the_alias(resources: list[Resource]) -> Iterator[str]:
    """Whoever calls `$LATEST` would not come along when a rollback moves the alias."""
    for mapping in of(resources, "aws_lambda_event_source_mapping"):
        if not mapping.values["function_name"].endswith(":live"):
            yield f"{mapping.address} calls {mapping.values['function_name']}"
    for permission in of(resources, "aws_lambda_permission"):
        if permission.values["qualifier"] != "live":
            yield f"{permission.address} lets a caller past the alias"
    for integration in of(resources, "aws_apigatewayv2_integration"):
        if ":live/" not in integration.values["integration_uri"]:
            yield f"{integration.address} calls {integration.values['integration_uri']}"


def the_api_is_throttled_and_logged(resources: list[Resource]) -> Iterator[str]:
    for stage in of(resources, "aws_apigatewayv2_stage"):
        limits = stage.values["default_route_settings"]
        if not any(it["throttling_rate_limit"] and it["throttling_burst_limit"] for it in limits):
            yield f"{stage.address} has no limit"
        if not stage.values["access_log_settings"]:
            yield f"{stage.address} writes no access log"


def the_edge_is_guarded(resources: list[Resource]) -> Iterator[str]:
    for edge in of(resources, "aws_cloudfront_distribution"):
        if not edge.values["web_acl_id"]:
            yield f"{edge.address} has no firewall"
        for behaviour in edge.values["default_cache_behavior"]:
            if behaviour["viewer_protocol_policy"] != "https-only":
                yield f"{edge.address} answers without TLS"
    for wall in of(resources, "aws_wafv2_web_acl"):
        statements = [statement for rule in wall.values["rule"] for statement in rule["statement"]]
        if not any(statement["rate_based_statement"] for statement in statements):
            yield f"{wall.address} lets anyone ask without end"
        if sum(bool(statement["managed_rule_group_statement"]) for statement in statements) < 3:
            yield f"{wall.address} does not know the common attacks"


def the_balancer_speaks_tls(resources: list[Resource]) -> Iterator[str]:
    for listener in of(resources, "aws_lb_listener"):
        secret = listener.values["protocol"] == "HTTPS"
        if secret and not (listener.values["ssl_policy"] or "").startswith(MODERN):
            yield f"{listener.address} speaks old TLS"
        if not secret and any(action["type"] != "redirect" for action in listener.values["default_action"]):
            yield f"{listener.address} answers without TLS"


def the_balancer_is_guarded(resources: list[Resource]) -> Iterator[str]:
    """Each public balancer has a firewall; it keeps what is inside away from the internet before anything else."""
    guarded = {it.values["resource_arn"] for it in of(resources, "aws_wafv2_web_acl_association")}
    for balancer in of(resources, "aws_lb"):
        if not balancer.values["internal"] and balancer.values["arn"] not in guarded:
            yield f"{balancer.address} has no firewall"
    for wall in of(resources, "aws_wafv2_web_acl"):
        if wall.values["scope"] == "REGIONAL":
            first = sorted(wall.values["rule"], key=lambda rule: rule["priority"])[:2]
            said = json.dumps([rule["statement"] for rule in first if any(it["block"] for it in rule["action"])])
            for inside in ("wp-json/bbws", "bbws/v", "x-bbws-agent-key", "xmlrpc", "healthz"):
                if inside not in said:
                    yield f"{wall.address} does not begin with what is inside: {inside}"


def people_may_write_about_html(resources: list[Resource]) -> Iterator[str]:
    """AWS's rules against bodies refuse what is longer than 8 KiB, or looks like HTML or PHP; ours only count it."""
    for wall in of(resources, "aws_wafv2_web_acl"):
        groups = [
            found for rule in wall.values["rule"] for found in rule["statement"][0]["managed_rule_group_statement"]
        ]
        counted = {
            it["name"] for group in groups for it in group["rule_action_override"] if it["action_to_use"][0]["count"]
        }
        expected = set().union(*(RULES_OF_BODIES.get(group["name"], set()) for group in groups))
        yield from (f"{wall.address} refuses bodies by {name}" for name in sorted(expected - counted))


def functions_do_not_use_up_a_visitors_requests(resources: list[Resource]) -> Iterator[str]:
    """Functions come from a few addresses of AWS; before WordPress they have a limit of their own, not none."""
    for wall in of(resources, "aws_wafv2_web_acl"):
        limits = [found for rule in wall.values["rule"] for found in rule["statement"][0]["rate_based_statement"]]
        counted = [json.dumps(limit["scope_down_statement"]) for limit in limits]
        keyed = ["x-bbws-agent-key" in said and '"not_statement": [{' not in said for said in counted]
        others = ["x-bbws-agent-key" in said and '"not_statement": [{' in said for said in counted]
        if wall.values["scope"] == "REGIONAL" and not (any(keyed) and any(others) and len(limits) == 2):
            yield f"{wall.address} counts functions as visitors"


def metrics_are_what_somebody_reads(resources: list[Resource]) -> Iterator[str]:
    """No alarm and no dashboard asks for metrics of routes or of Container Insights, and each costs money."""
    for stage in of(resources, "aws_apigatewayv2_stage"):
        if any(it["detailed_metrics_enabled"] for it in stage.values["default_route_settings"]):
            yield f"{stage.address} writes metrics of each route"
    for cluster in of(resources, "aws_ecs_cluster"):
        if {"name": "containerInsights", "value": "disabled"} not in cluster.values["setting"]:
            yield f"{cluster.address} writes metrics of each tenant"


def files_are_backed_up_once(resources: list[Resource]) -> Iterator[str]:
    for policy in of(resources, "aws_efs_backup_policy"):
        if policy.values["backup_policy"] != [{"status": "DISABLED"}]:
            yield f"{policy.address} makes backups beside those of the plans"


def the_edge_proves_itself(resources: list[Resource]) -> Iterator[str]:
    for edge in of(resources, "aws_cloudfront_distribution"):
        for origin in edge.values["origin"]:
            if [it["name"] for it in origin["custom_header"] if it["value"]] != ["X-Edge-Key"]:
                yield f"{edge.address} does not prove that it is the edge"


def the_api_knows_its_edge(resources: list[Resource]) -> Iterator[str]:
    """The authorizer's answers are kept by token and key, and every function of a route knows both keys."""
    sources = {f"$request.header.{name}" for name in ("Authorization", "X-Edge-Key")}
    for authorizer in of(resources, "aws_apigatewayv2_authorizer"):
        if set(authorizer.values["identity_sources"]) != sources:
            yield f"{authorizer.address} keeps answers for strangers and callers alike"
    called = {(it.stack, it.key) for it in of(resources, "aws_lambda_permission") if it.values["statement_id"] == "api"}
    for function in of(resources, "aws_lambda_function"):
        keys = function.values["environment"][0]["variables"].get("KEYS", "").split()
        if (function.stack, function.key) in called and not {"EDGE_KEY", "EDGE_KEY_PREVIOUS"} <= set(keys):
            yield f"{function.address} does not know the edge"


def buckets_are_closed(resources: list[Resource]) -> Iterator[str]:
    """Each bucket has, under its own name, a block of everything public, versions and encryption."""
    beside = {(it.stack, it.address.replace(it.type, "aws_s3_bucket"), it.type): it for it in resources}
    for bucket in of(resources, "aws_s3_bucket"):
        for kind in ("versioning", "server_side_encryption_configuration"):
            if (bucket.stack, bucket.address, f"aws_s3_bucket_{kind}") not in beside:
                yield f"{bucket.address} has no {kind}"
        block = beside.get((bucket.stack, bucket.address, "aws_s3_bucket_public_access_block"))
        if not block or not all(block.values[name] for name in BLOCKS):
            yield f"{bucket.address} may become public"


def databases_stay_inside(resources: list[Resource]) -> Iterator[str]:
    for database in of(resources, "aws_db_instance"):
        if database.values["publicly_accessible"]:
            yield f"{database.address} has a public address"
        if database.values["backup_retention_period"] < 7:
            yield f"{database.address} keeps backups for less than a week"
        if database.values["skip_final_snapshot"]:
            yield f"{database.address} leaves nothing behind"
        if not database.values["manage_master_user_password"]:
            yield f"{database.address} has a password that somebody chose"


def production_is_kept(resources: list[Resource]) -> Iterator[str]:
    """What stands in prod refuses to be deleted, and its database has a second zone."""
    kept = {
        "aws_dynamodb_table": ("name", "deletion_protection_enabled"),
        "aws_db_instance": ("identifier", "deletion_protection"),
        "aws_lb": ("name", "enable_deletion_protection"),
    }
    for kind, (name, attribute) in kept.items():
        for found in of(resources, kind):
            if found.values[name].endswith("-prod") and not found.values[attribute]:
                yield f"{found.address} can be deleted"
    for database in of(resources, "aws_db_instance"):
        if database.values["identifier"].endswith("-prod") and not database.values["multi_az"]:
            yield f"{database.address} stands in one zone"


def roles_are_assumed_by_services_of_ours(resources: list[Resource]) -> Iterator[str]:
    for role in of(resources, "aws_iam_role"):
        if role.stack == "account":  # GitHub's roles: test_account.py
            continue
        for statement in json.loads(role.values["assume_role_policy"])["Statement"]:
            by = statement["Principal"].get("Service")
            if by not in SERVICES or ("aws:SourceAccount" in json.dumps(statement)) is not SERVICES[by]:
                yield f"{role.address} is assumed by {statement['Principal']}"


def trust_policies_name_their_principals(resources: list[Resource]) -> Iterator[str]:
    """A policy of a queue or topic lets services in, each by the ARN or the account that it comes from."""
    for kind in ("aws_sqs_queue_policy", "aws_sns_topic_policy"):
        for policy in of(resources, kind):
            for statement in json.loads(policy.values["policy"])["Statement"]:
                if statement["Principal"] == "*" or "aws:Source" not in json.dumps(statement.get("Condition")):
                    yield f"{policy.address} lets {statement['Principal']} in"


def logs_end(resources: list[Resource]) -> Iterator[str]:
    for log in of(resources, "aws_cloudwatch_log_group"):
        if not log.values["retention_in_days"]:
            yield f"{log.address} is kept for ever"


def logs_of_databases_end(resources: list[Resource]) -> Iterator[str]:
    """RDS makes the groups that nobody declares, and keeps them for ever."""
    ended = {log.values["name"] for log in of(resources, "aws_cloudwatch_log_group") if log.values["retention_in_days"]}
    for database in of(resources, "aws_db_instance"):
        for export in database.values["enabled_cloudwatch_logs_exports"]:
            if (name := f"/aws/rds/instance/{database.values['identifier']}/{export}") not in ended:
                yield f"{name} is kept for ever"


def keys_turn(resources: list[Resource]) -> Iterator[str]:
    for key in of(resources, "aws_kms_key"):
        if not key.values["enable_key_rotation"]:
            yield f"{key.address} is never rotated"


def people_come_by_invitation(resources: list[Resource]) -> Iterator[str]:
    for pool in of(resources, "aws_cognito_user_pool"):
        by_operators = all(it["allow_admin_create_user_only"] for it in pool.values["admin_create_user_config"])
        asked = [it["pre_sign_up"] or "" for it in pool.values["lambda_config"]]
        if not by_operators and not any("-invitations-sign-up-" in function for function in asked):
            yield f"{pool.address} lets anyone in"
        if pool.values["mfa_configuration"] == "OFF":
            yield f"{pool.address} knows no second factor"


def people_sign_in_by_code(resources: list[Resource]) -> Iterator[str]:
    """Browsers keep no secret, and the implicit flow puts tokens into addresses (RFC 9700 §2.1.2)."""
    for client in of(resources, "aws_cognito_user_pool_client"):
        if client.values["allowed_oauth_flows"] != ["code"] or client.values["generate_secret"]:
            yield f"{client.address} signs in otherwise than by a code"
        local = ("https://", "http://localhost:")
        if not all(address.startswith(local) for address in client.values["callback_urls"]):
            yield f"{client.address} sends codes in the clear"


CHECKS: tuple[Check, ...] = (
    callers_go_by_the_alias,
    the_api_is_throttled_and_logged,
    the_edge_is_guarded,
    the_balancer_is_guarded,
    people_may_write_about_html,
    functions_do_not_use_up_a_visitors_requests,
    metrics_are_what_somebody_reads,
    files_are_backed_up_once,
    the_edge_proves_itself,
    the_api_knows_its_edge,
    the_balancer_speaks_tls,
    buckets_are_closed,
    databases_stay_inside,
    production_is_kept,
    roles_are_assumed_by_services_of_ours,
    trust_policies_name_their_principals,
    logs_end,
    logs_of_databases_end,
    keys_turn,
    people_come_by_invitation,
    people_sign_in_by_code,
)
