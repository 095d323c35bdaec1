"""What an account holds, read back by boto3, in words that do not depend on who made it."""

import json
from collections.abc import Callable
from typing import Any

type Json = dict[str, Any]
type Client = Callable[[str], Any]

LIVE = ":live"  # Terraform's callers go by the alias; the local platform has none


def inventory(aws: Client) -> dict[str, Json]:
    """Everything that declarations speak of, by kind and name."""
    return {
        "functions": _functions(aws("lambda")),
        "mappings": _mappings(aws("lambda")),
        "routes": _routes(aws("apigatewayv2")),
        "tables": _tables(aws("dynamodb")),
        "queues": _queues(aws("sqs")),
        "subscriptions": _subscriptions(aws("sns")),
        "rules": _rules(aws("events")),
        "senders": {
            it: "sender" for it in aws("ses").list_identities()["Identities"] if "@" in it
        },  # a domain is AWS's own
    }


def _functions(functions: Any) -> Json:
    fields = ("Handler", "Runtime", "MemorySize", "Timeout")
    pages = functions.get_paginator("list_functions").paginate()
    return {
        it["FunctionName"]: {field: it[field] for field in fields}
        | {"environment": set(it["Environment"]["Variables"]), "layers": len(it["Layers"])}
        for page in pages
        for it in page["Functions"]
    }


def _mappings(functions: Any) -> Json:
    pages = functions.get_paginator("list_event_source_mappings").paginate()
    return {
        f"{_last(it['EventSourceArn'].partition('/stream/')[0])} → {_last(it['FunctionArn'].removesuffix(LIVE))}": {
            "batch": it["BatchSize"],
            "at once": it.get("ScalingConfig", {}).get("MaximumConcurrency"),
            "answers": it["FunctionResponseTypes"],
            "filter": [json.loads(one["Pattern"]) for one in it.get("FilterCriteria", {}).get("Filters", [])],
        }
        for page in pages
        for it in page["EventSourceMappings"]
    }


def _routes(gateway: Any) -> Json:
    (api,) = gateway.get_apis()["Items"]
    found = gateway.get_paginator("get_integrations").paginate(ApiId=api["ApiId"])
    targets = {it["IntegrationId"]: _invoked(it["IntegrationUri"]) for page in found for it in page["Items"]}
    pages = gateway.get_paginator("get_routes").paginate(ApiId=api["ApiId"])
    routes = {
        it["RouteKey"]: (targets[_last(it["Target"])], it["AuthorizationType"])
        for page in pages
        for it in page["Items"]
    }
    (authorizer,) = gateway.get_authorizers(ApiId=api["ApiId"])["Items"]
    fields = ("AuthorizerType", "AuthorizerPayloadFormatVersion", "AuthorizerResultTtlInSeconds")
    asked = frozenset(authorizer["IdentitySource"])  # a set to Terraform, whatever the API calls it
    return {
        **routes,
        "authorizer": (_invoked(authorizer["AuthorizerUri"]), *(authorizer[field] for field in fields), asked),
    }


def _tables(dynamodb: Any) -> Json:
    return {name: _table(dynamodb, name) for name in dynamodb.list_tables()["TableNames"]}


def _table(dynamodb: Any, name: str) -> Json:
    table = dynamodb.describe_table(TableName=name)["Table"]
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    return {
        "key": _key(table),
        "indexes": {
            it["IndexName"]: (_key(it), it["Projection"]["ProjectionType"])
            for it in table.get("GlobalSecondaryIndexes", [])
        },
        "stream": table.get("StreamSpecification", {}).get("StreamViewType"),
        "forgets by": dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"].get("AttributeName"),
        "restorable": backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"],
    }


def _key(described: Json) -> Json:
    return {it["KeyType"]: it["AttributeName"] for it in described["KeySchema"]}


def _queues(sqs: Any) -> Json:
    fields = ("VisibilityTimeout", "MessageRetentionPeriod", "ReceiveMessageWaitTimeSeconds")
    found = {}
    for url in sqs.list_queues()["QueueUrls"]:
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        redrive = json.loads(attributes.get("RedrivePolicy", "{}"))
        found[_last(url)] = {field: attributes[field] for field in fields} | {
            "gives up to": _last(redrive.get("deadLetterTargetArn", "")),
            "after": int(redrive.get("maxReceiveCount", 0)),
        }
    return found


def _subscriptions(sns: Any) -> Json:
    return {
        f"{_last(it['TopicArn'])} → {_last(it['Endpoint'])}": it["Protocol"] + _raw(sns, it["SubscriptionArn"])
        for it in sns.list_subscriptions()["Subscriptions"]
    }


def _raw(sns: Any, arn: str) -> str:
    told = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    return ", raw" if told.get("RawMessageDelivery") == "true" else ""


def _rules(events: Any) -> Json:
    return {
        f"{bus['Name']}/{rule['Name']}": {
            "pattern": json.loads(rule.get("EventPattern") or "null"),
            "schedule": rule.get("ScheduleExpression") or None,
            "targets": {_last(it["Arn"].removesuffix(LIVE)) for it in _targets(events, bus["Name"], rule["Name"])},
        }
        for bus in events.list_event_buses()["EventBuses"]
        for rule in events.list_rules(EventBusName=bus["Name"])["Rules"]
    }


def _targets(events: Any, bus: str, rule: str) -> list[Json]:
    return list(events.list_targets_by_rule(EventBusName=bus, Rule=rule)["Targets"])


def _invoked(uri: str) -> str:
    """The function behind an integration's or an authorizer's address."""
    return _last(uri.removesuffix("/invocations").removesuffix(LIVE))


def _last(name: str) -> str:
    return name.rpartition("/")[2].rpartition(":")[2]
