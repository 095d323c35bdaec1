"""Where instances stand: what terraform/stacks/hosting makes on AWS, as far as instances ask for it."""

import json
import secrets

from local_platform.clients import Aws
from local_platform.names import full_name
from local_platform.provision.permissions import create_role

_ADMINISTRATOR = full_name("database-administrator")


def ensure_hosting(aws: Aws, cluster: str) -> dict[str, str]:
    """Create cluster, roles, file system, balancer and database secret; return the placeholders that name them."""
    aws("ecs").create_cluster(clusterName=full_name(cluster))
    for role in ("execution", "database"):
        create_role(aws, full_name(f"ecs-{role}"), "ecs-tasks")
    return {
        "file_system": _ensure_file_system(aws),
        "listener": _ensure_listener(aws),
        "database_secret": _ensure_secret(aws),
    }


def _ensure_file_system(aws: Aws) -> str:
    token = full_name("wp-content")
    found = [it for it in aws("efs").describe_file_systems()["FileSystems"] if it["CreationToken"] == token]
    made = found[0] if found else aws("efs").create_file_system(CreationToken=token, Encrypted=True)
    return str(made["FileSystemId"])


def _ensure_listener(aws: Aws) -> str:
    """The balancer's listener; who has no rule gets 503, as from terraform/modules/balancer."""
    balancers, name = aws("elbv2"), full_name("alb")
    try:
        balancer = balancers.describe_load_balancers(Names=[name])["LoadBalancers"][0]["LoadBalancerArn"]
    except balancers.exceptions.LoadBalancerNotFoundException:
        balancer = balancers.create_load_balancer(Name=name)["LoadBalancers"][0]["LoadBalancerArn"]
    for listener in balancers.describe_listeners(LoadBalancerArn=balancer)["Listeners"]:
        return str(listener["ListenerArn"])
    refusal = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503", "ContentType": "text/plain"}}
    made = balancers.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=[refusal])
    return str(made["Listeners"][0]["ListenerArn"])


def _ensure_secret(aws: Aws) -> str:
    """The administrator of the database server. MariaDB's own, which this machine knows, takes its place in tasks."""
    store = aws("secretsmanager")
    try:
        return str(store.describe_secret(SecretId=_ADMINISTRATOR)["ARN"])
    except store.exceptions.ResourceNotFoundException:
        content = json.dumps({"username": "administrator", "password": secrets.token_urlsafe()})
        return str(store.create_secret(Name=_ADMINISTRATOR, SecretString=content)["ARN"])
