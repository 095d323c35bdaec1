"""What is left in an account after `destroy`, apart from what every account has from the beginning."""

from collections.abc import Callable
from typing import Any

type Client = Callable[[str], Any]

SERVICES: dict[str, tuple[str, str, str, str]] = {  # kind → client, call, the answer's list, what names one
    "functions": ("lambda", "list_functions", "Functions", "FunctionName"),
    "layers": ("lambda", "list_layers", "Layers", "LayerName"),
    "mappings": ("lambda", "list_event_source_mappings", "EventSourceMappings", "UUID"),
    "apis": ("apigatewayv2", "get_apis", "Items", "Name"),
    "topics": ("sns", "list_topics", "Topics", "TopicArn"),
    "buses": ("events", "list_event_buses", "EventBuses", "Name"),
    "rules": ("events", "list_rules", "Rules", "Name"),
    "roles": ("iam", "list_roles", "Roles", "RoleName"),
    "log groups": ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    "alarms": ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    "parameters": ("ssm", "describe_parameters", "Parameters", "Name"),
    "secrets": ("secretsmanager", "list_secrets", "SecretList", "Name"),
    "buckets": ("s3", "list_buckets", "Buckets", "Name"),
    "repositories": ("ecr", "describe_repositories", "repositories", "repositoryName"),
    "balancers": ("elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerName"),
    "databases": ("rds", "describe_db_instances", "DBInstances", "DBInstanceIdentifier"),
    "snapshots": ("rds", "describe_db_snapshots", "DBSnapshots", "DBSnapshotIdentifier"),
    "file systems": ("efs", "describe_file_systems", "FileSystems", "FileSystemId"),
    "endpoints": ("ec2", "describe_vpc_endpoints", "VpcEndpoints", "ServiceName"),
    "addresses": ("ec2", "describe_addresses", "Addresses", "AllocationId"),
}


def leftovers(aws: Client) -> dict[str, list[str]]:
    """Names by kind, without kinds that have no resources left."""
    found = {kind: _names(aws, *asked) for kind, asked in SERVICES.items()}
    found["tables"] = aws("dynamodb").list_tables()["TableNames"]
    found["queues"] = aws("sqs").list_queues().get("QueueUrls", [])
    found["clusters"] = aws("ecs").list_clusters()["clusterArns"]
    found["pools"] = [it["Name"] for it in aws("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]]
    found["networks"] = [it["VpcId"] for it in aws("ec2").describe_vpcs()["Vpcs"] if not it["IsDefault"]]
    gateways = aws("ec2").describe_nat_gateways()["NatGateways"]
    found["nat gateways"] = [it["NatGatewayId"] for it in gateways if it["State"] != "deleted"]
    found["distributions"] = _distributions(aws("cloudfront"))
    walls = [aws("wafv2").list_web_acls(Scope=scope)["WebACLs"] for scope in ("CLOUDFRONT", "REGIONAL")]
    found["firewalls"] = [it["Name"] for listed in walls for it in listed]
    found["keys"] = [key for key in _keys(aws("kms")) if key]
    return {kind: sorted(names) for kind, names in found.items() if names}


def _names(aws: Client, service: str, call: str, listed: str, name: str) -> list[str]:
    return [it[name] for it in getattr(aws(service), call)()[listed]]


def _distributions(cloudfront: Any) -> list[str]:
    return [it["Id"] for it in cloudfront.list_distributions()["DistributionList"].get("Items", [])]


def _keys(kms: Any) -> list[str]:
    """The keys of ours that are not on their way out: deletion takes thirty days."""
    described = [kms.describe_key(KeyId=it["KeyId"])["KeyMetadata"] for it in kms.list_keys()["Keys"]]
    return [it["Description"] for it in described if it["KeyState"] != "PendingDeletion"]
