"""What must hold of any set of resources, whoever wrote it; each check yields a sentence for each breach."""

import json
from collections.abc import Callable, Iterable, Iterator

from tests.terraform.inventory import Resource

type Check = Callable[[list[Resource]], Iterator[str]]

OPEN_PORTS = {80, 443}  # of the load balancer: a redirect, and HTTPS
ALONE = {  # AWS knows no narrower resource
    *("ecr:GetAuthorizationToken", "ses:SendEmail"),
    *(f"ecs:{act}TaskDefinition" for act in ("Register", "Deregister", "Describe")),
    *("ecs:ListTaskDefinitions", "ecs:ListTasks", "elasticloadbalancing:DescribeTargetGroups"),
    *("elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTags"),
    *("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
}


def of(resources: Iterable[Resource], kind: str) -> Iterator[Resource]:
    yield from (resource for resource in resources if resource.type == kind)


def last(arn: str) -> str:
    """The name at the end of an ARN or URL."""
    return arn.rpartition(":")[2].rpartition("/")[2]


def tables_can_be_restored(resources: list[Resource]) -> Iterator[str]:
    for table in of(resources, "aws_dynamodb_table"):
        if not any(it["enabled"] for it in table.values["point_in_time_recovery"]):
            yield f"{table.address} has no point-in-time recovery"


def what_is_stored_has_our_key(resources: list[Resource]) -> Iterator[str]:
    for table in of(resources, "aws_dynamodb_table"):
        if not any(it["enabled"] and it["kms_key_arn"] for it in table.values["server_side_encryption"]):
            yield f"{table.address} is not encrypted with our key"
    keys = {
        "aws_sqs_queue": "kms_master_key_id",
        "aws_sns_topic": "kms_master_key_id",
        "aws_cloudwatch_log_group": "kms_key_id",
        "aws_secretsmanager_secret": "kms_key_id",
        "aws_lambda_function": "kms_key_arn",
        "aws_db_instance": "kms_key_id",
        "aws_efs_file_system": "kms_key_id",
    }
    for kind, attribute in keys.items():
        yield from (f"{it.address} has no key of ours" for it in of(resources, kind) if not it.values.get(attribute))


def messages_stay_hidden_long_enough(resources: list[Resource]) -> Iterator[str]:
    queues = {it.values["name"]: it.values["visibility_timeout_seconds"] for it in of(resources, "aws_sqs_queue")}
    functions = {(it.stack, it.key): it.values["timeout"] for it in of(resources, "aws_lambda_function")}
    for mapping in of(resources, "aws_lambda_event_source_mapping"):
        queue, function = last(mapping.values["event_source_arn"]), (mapping.stack, str(mapping.key).partition("/")[0])
        if queue in queues and queues[queue] < 6 * functions[function]:
            yield f"{mapping.address}: {queue} hides a message for less than 6 × {functions[function]} s"


def consumers_tell_which_messages_failed(resources: list[Resource]) -> Iterator[str]:
    for mapping in of(resources, "aws_lambda_event_source_mapping"):
        if mapping.values["function_response_types"] != ["ReportBatchItemFailures"]:
            yield f"{mapping.address} answers for whole batches"


def given_up_messages_are_kept(resources: list[Resource]) -> Iterator[str]:
    """Every queue either redrives or is where others redrive to; every rule has somewhere to put what is refused."""
    dead = set()
    live = set()
    for policy in of(resources, "aws_sqs_queue_redrive_policy"):
        live.add(policy.key)
        dead.add(last(json.loads(policy.values["redrive_policy"])["deadLetterTargetArn"]))
    for queue in of(resources, "aws_sqs_queue"):
        if queue.key not in live and queue.values["name"] not in dead:
            yield f"{queue.address} has no dead-letter queue and is none"
    alarmed = {it.values["dimensions"].get("QueueName") for it in of(resources, "aws_cloudwatch_metric_alarm")}
    yield from (f"nobody is told when {name} fills" for name in sorted(dead - alarmed))
    for target in of(resources, "aws_cloudwatch_event_target"):
        if target.values["target_id"] == "queue" and not target.values["dead_letter_config"]:
            yield f"{target.address} loses what its queue refuses"


def rights_are_narrow(resources: list[Resource]) -> Iterator[str]:
    for policy in of(resources, "aws_iam_role_policy"):
        for statement in json.loads(policy.values["policy"])["Statement"]:
            actions, named = statement["Action"], statement["Resource"]
            if any("*" in action for action in actions):
                yield f"{policy.address} gives {actions}"
            if "*" in ([named] if isinstance(named, str) else named) and not set(actions) <= ALONE:
                yield f"{policy.address} gives {actions} on everything"


def roles_have_one_owner(resources: list[Resource]) -> Iterator[str]:
    roles = [(it.stack, it.key) for it in of(resources, "aws_iam_role")]
    for function in of(resources, "aws_lambda_function"):
        if roles.count((function.stack, function.key)) != 1:
            yield f"{function.address} has no role of its own"


def the_world_comes_in_by_http_only(resources: list[Resource]) -> Iterator[str]:
    for rule in of(resources, "aws_vpc_security_group_ingress_rule"):
        if rule.values.get("cidr_ipv4") == "0.0.0.0/0" and rule.values["from_port"] not in OPEN_PORTS:
            yield f"{rule.address} lets the world in at {rule.values['from_port']}"
    for group in of(resources, "aws_security_group"):
        if any("0.0.0.0/0" in rule.get("cidr_blocks", []) for rule in group.values.get("ingress") or []):
            yield f"{group.address} lets the world in"


def functions_are_watched(resources: list[Resource]) -> Iterator[str]:
    seen = {
        (it.values["dimensions"].get("FunctionName"), it.values["metric_name"])
        for it in of(resources, "aws_cloudwatch_metric_alarm")
        if it.values["alarm_actions"]
    }
    for function in of(resources, "aws_lambda_function"):
        for metric in ("Errors", "Throttles", "Duration"):
            if (function.values["function_name"], metric) not in seen:
                yield f"nobody is told about {metric} of {function.address}"


def functions_are_traced(resources: list[Resource]) -> Iterator[str]:
    for function in of(resources, "aws_lambda_function"):
        if [it["mode"] for it in function.values["tracing_config"]] != ["Active"]:
            yield f"{function.address} is not traced"


def files_are_mounted_through_access_points_only(resources: list[Resource]) -> Iterator[str]:
    """A file system without a policy gives every tenant's files to whoever reaches its port."""
    refused = {
        (policy.stack, json.dumps(statement["Condition"]))
        for policy in of(resources, "aws_efs_file_system_policy")
        for statement in json.loads(policy.values["policy"])["Statement"]
        if statement["Effect"] == "Deny" and "elasticfilesystem:ClientMount" in statement["Action"]
    }
    conditions = ({"Null": {"elasticfilesystem:AccessPointArn": "true"}}, {"Bool": {"aws:SecureTransport": "false"}})
    for files in of(resources, "aws_efs_file_system"):
        for condition in conditions:
            if (files.stack, json.dumps(condition)) not in refused:
                yield f"{files.address} is open where {condition}"


def names_have_one_form(resources: list[Resource]) -> Iterator[str]:
    kinds = {"aws_dynamodb_table": "name", "aws_sqs_queue": "name", "aws_sns_topic": "name", "aws_iam_role": "name"}
    kinds |= {"aws_lambda_function": "function_name", "aws_cloudwatch_event_rule": "name", "aws_ecs_cluster": "name"}
    for kind, attribute in kinds.items():
        for found in of(resources, kind):
            name = found.values[attribute]
            if not (name.startswith("bbws-") and name.endswith(("-dev", "-sit", "-prod", "-recovery"))):
                yield f"{found.address} is called {name}"


def everything_is_tagged(resources: list[Resource]) -> Iterator[str]:
    for found in resources:
        if "tags" in found.values and "bbws:component" not in (found.values["tags"] or {}):
            yield f"{found.address} does not say what it belongs to"


CHECKS: tuple[Check, ...] = (
    tables_can_be_restored,
    what_is_stored_has_our_key,
    messages_stay_hidden_long_enough,
    consumers_tell_which_messages_failed,
    given_up_messages_are_kept,
    rights_are_narrow,
    roles_have_one_owner,
    the_world_comes_in_by_http_only,
    files_are_mounted_through_access_points_only,
    functions_are_watched,
    functions_are_traced,
    names_have_one_form,
    everything_is_tagged,
)
