"""Instances on an emulated table, ECS and secrets, with a tenants service that answers as the test wants."""

import dataclasses
import json
import os
import uuid

import boto3
import pytest
from botocore.exceptions import ClientError

from chassis.access.caller import Role
from chassis.dynamodb.table import Select
from chassis.http.service_client import ServiceClient
from chassis.operations.operation import Operation, OperationError
from chassis.operations.workflow import LEASE
from chassis.runtime import clients
from chassis.testing import caller, http_event, queue_event
from instances import dependencies, provisioner_dependencies, provisioner_main, relay_main
from instances.api import api
from instances.clients.ecs_reader import EcsReader
from instances.clients.tenant_databases import TenantDatabases
from instances.domain.instance import Instance
from instances.domain.tenant import Tenant, TenantStatus
from instances.workflows import WORKFLOWS

ADMIN = caller(Role.PLATFORM_ADMIN)
KEYS = {"region_name": "af-south-1", "aws_access_key_id": "test", "aws_secret_access_key": "test"}
COLLECTION = "/v1.0/tenants/{tenant_id}/instances"
ONE = f"{COLLECTION}/{{instance_id}}"
ENVIRONMENT = {
    "API_URL": "http://tenants.example",
    "ENVIRONMENT": "local",
    "ECS_CLUSTER": "bbws-cluster-local",
    "ECS_DATABASE_ROLE_ARN": "arn:aws:iam::000000000000:role/bbws-ecs-database-local",
    "ECS_EXECUTION_ROLE_ARN": "arn:aws:iam::000000000000:role/bbws-ecs-execution-local",
    "TENANT_BOUNDARY_ARN": "arn:aws:iam::000000000000:policy/bbws-tenant-boundary-local",
    "WORDPRESS_ARCHITECTURE": "ARM64",
    "WORDPRESS_BASE_DOMAIN": "wp.example",
    "WORDPRESS_DATABASE_HOST": "db.example:3306",
    "WORDPRESS_DATABASE_SECRET_ARN": "arn:aws:secretsmanager:af-south-1:000000000000:secret:rds-admin",
    "WORDPRESS_IMAGE": "registry.example/bbws-wordpress",
    "WORDPRESS_KEY_ARN": "arn:aws:kms:af-south-1:000000000000:key/00000000-0000-0000-0000-000000000000",
    "WORDPRESS_LOG_RETENTION_DAYS": "30",
    "WORDPRESS_PUBLIC_PORT": "8080",
    "WORDPRESS_SECURITY_GROUPS": "sg-1",
    "WORDPRESS_SUBNETS": "subnet-1,subnet-2",
    "WORDPRESS_VPC_ID": "vpc-1",
}


class Harness:
    """Sends requests to the instances service, and reads its tables, secrets and ECS."""

    cluster = ENVIRONMENT["ECS_CLUSTER"]

    def __init__(self, clock) -> None:
        self.clock = clock
        self.owner: dict[str, Tenant] = {}  # what the tenants service knows
        self.asked: list[str] = []

    def tenant(self, status=TenantStatus.PENDING, *, copied=True, tenant_id=None, version=1) -> str:
        """Create a tenant that the tenants service knows; with `copied`, our table has its copy."""
        tenant_id = tenant_id or f"tenant-{uuid.uuid4()}"
        slug = tenant_id.removeprefix("tenant-").replace("-", "")[:12]
        tenant = Tenant(
            tenant_id=tenant_id,
            organization_name="Acme",
            contact_email="anna@example.com",
            environment="local",
            status=status,
            slug=slug,
            version=version,
        )
        self.owner[tenant_id] = tenant
        if copied:
            dependencies.tenant_dao().apply(tenant)
        return tenant_id

    def call(self, method: str, path: str, who=ADMIN, **options) -> tuple[int, dict]:
        """Send a request to the API."""
        reply = api(http_event(method, path, caller=who, **options), None)
        return reply["statusCode"], json.loads(reply["body"])

    def create(self, tenant_id: str, who=ADMIN, *, headers=None, **body) -> tuple[int, dict]:
        """POST …/instances."""
        body = {"tier": "STANDARD"} | body
        return self.call("POST", COLLECTION, who, parameters={"tenant_id": tenant_id}, body=body, headers=headers)

    def get(self, tenant_id: str, instance_id="primary", suffix="", who=ADMIN) -> tuple[int, dict]:
        """GET …/instances/{instance_id}."""
        parameters = {"tenant_id": tenant_id, "instance_id": instance_id}
        return self.call("GET", ONE + suffix, who, parameters=parameters)

    def retry(self, tenant_id: str, instance_id="primary", headers=None) -> tuple[int, dict]:
        """POST …/instances/{instance_id}/retry."""
        parameters = {"tenant_id": tenant_id, "instance_id": instance_id}
        return self.call("POST", f"{ONE}/retry", parameters=parameters, headers=headers)

    def provision(self, tenant_id: str) -> dict:
        """Deliver the last request to the provisioner once."""
        body = self.outbox(tenant_id, "INSTANCE_PROVISION_REQUEST")[-1]["body"]
        return provisioner_main.lambda_handler(queue_event(body, queue="instance-provision"), None)

    def fail(self, tenant_id: str) -> None:
        """Fail the operation, as a worker does when a deployment fails."""
        error = OperationError(code="DEPLOYMENT_FAILED", message="WordPress did not start.", cause="tasks stopped")
        operation = dependencies.operation_log().claim(self.operation(tenant_id).operation_id, LEASE)
        workflow = WORKFLOWS.get("INSTANCE_PROVISION")
        dependencies.dead_letters().end.fail_undelivered(operation, workflow, error)

    def instance(self, tenant_id: str) -> Instance:
        """Read the instance."""
        return dependencies.instance_dao().get(tenant_id)

    def stale(self, tenant_id: str) -> Instance:
        """Return the instance with the version before its last change."""
        current = self.instance(tenant_id)
        return dataclasses.replace(current, version=current.version - 1)

    def operation(self, tenant_id: str) -> Operation:
        """Find the operation that last worked on the instance."""
        return dependencies.operation_log().find(self.instance(tenant_id).operation_id)

    def outbox(self, tenant_id: str, name: str) -> list[dict]:
        """List the outbox messages called `name`, oldest first."""
        select = Select(partition=("PK", f"TENANT#{tenant_id}"), prefix=("SK", "OUTBOX#"))
        lines = dependencies.table().page(select, size=100).items
        return sorted((line for line in lines if line["name"] == name), key=lambda line: line["createdAt"])

    def items(self, tenant_id: str) -> list[dict]:
        """List all items of a tenant except its copy."""
        page = dependencies.table().page(Select(partition=("PK", f"TENANT#{tenant_id}")), size=100)
        return [item for item in page.items if item["SK"] != "TENANT"]

    def service(self, name: str) -> dict:
        """Read the service from ECS."""
        found = clients.ecs().describe_services(cluster=self.cluster, services=[name], include=["TAGS"])
        return found["services"][0]

    def definition(self, name: str) -> dict:
        """Read the latest task definition of a family."""
        return clients.ecs().describe_task_definition(taskDefinition=name, include=["TAGS"])

    def parts(self, tenant_id: str) -> dict[str, int]:
        """How many of each part of the tenant's instance exist in AWS."""
        instance = self.instance(tenant_id)
        ecs, points = clients.ecs(), clients.efs().get_paginator("describe_access_points").paginate()
        secrets, paths = clients.secrets_manager().describe_secret, [f"/tenant-{instance.slug}"]
        return {
            "database secret": _number(secrets, "ARN", SecretId=f"bbws/wp/{tenant_id}/database"),
            "application password": _number(secrets, "ARN", SecretId=f"bbws/wp/{tenant_id}/wp-app-password"),
            "access point": sum(it["RootDirectory"]["Path"] in paths for page in points for it in page["AccessPoints"]),
            "role": _number(clients.iam().get_role, "Role", RoleName=f"bbws-tenant-{instance.slug}-local"),
            **{
                f"definition of the {kind}": _number(
                    ecs.list_task_definitions, "taskDefinitionArns", familyPrefix=f"tenant-{instance.slug}-{kind}"
                )
                for kind in ("database", "wordpress")
            },
            "target group": _number(
                clients.elbv2().describe_target_groups, "TargetGroups", Names=[f"bbws-tenant-{instance.slug}"]
            ),
            "rule": sum(instance.domain in str(rule["Conditions"]) for rule in self.rules()),
            "service": _number(
                ecs.describe_services, "services", cluster=self.cluster, services=[instance.service_name]
            ),
        }

    def rules(self) -> list[dict]:
        """Read the rules of the balancer's listener."""
        return clients.elbv2().describe_rules(ListenerArn=os.environ["WORDPRESS_LISTENER_ARN"])["Rules"]

    def secret(self, tenant_id: str, name: str) -> dict:
        """Read one of a tenant's secrets: its content, and its `arn`."""
        answer = clients.secrets_manager().get_secret_value(SecretId=f"bbws/wp/{tenant_id}/{name}")
        return {"arn": answer["ARN"], **json.loads(answer["SecretString"])}


@pytest.fixture(scope="session")
def hosting(aws):
    """A file system and a balancer, by the settings that name them."""
    client = {name: boto3.client(name, endpoint_url=aws, **KEYS) for name in ("efs", "elbv2")}
    balancer = client["elbv2"].create_load_balancer(Name="instances")["LoadBalancers"][0]["LoadBalancerArn"]
    refusal = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503"}}
    listener = client["elbv2"].create_listener(
        LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=[refusal]
    )
    return {
        "WORDPRESS_FILE_SYSTEM_ID": client["efs"].create_file_system(CreationToken="instances")["FileSystemId"],
        "WORDPRESS_LISTENER_ARN": listener["Listeners"][0]["ListenerArn"],
    }


def _number(describe, member: str, **which) -> int:
    """How many things a look finds; a refusal, and what is inactive, is none."""
    try:
        found = describe(**which)[member]
    except ClientError:
        return 0
    if not isinstance(found, list):
        return 1
    return sum(isinstance(it, str) or it.get("status", "ACTIVE") == "ACTIVE" for it in found)


def forget() -> None:
    """Empty the caches of the composition roots."""
    for module in (dependencies, provisioner_dependencies, relay_main):
        for made in vars(module).values():
            if hasattr(made, "cache_clear"):
                made.cache_clear()


@pytest.fixture
def harness(tables, monkeypatch, clock, hosting, ended):
    """Sets up a fresh instances service."""
    for name, value in (ENVIRONMENT | hosting).items():
        monkeypatch.setenv(name, value)
    for module in (dependencies, provisioner_dependencies):
        monkeypatch.setattr(module, "utc_now", clock)
    forget()
    fresh = Harness(clock)

    def ask(_self, _call, _path, *, tenant_id):
        fresh.asked.append(tenant_id)
        tenant = fresh.owner.get(tenant_id)
        words = ("tenant_id", "organization_name", "contact_email", "environment", "status", "slug", "version")
        camel = ("tenantId", "organizationName", "contactEmail", "environment", "status", "slug", "version")
        return {to: getattr(tenant, name) for to, name in zip(camel, words, strict=True)} if tenant else None

    monkeypatch.setattr(ServiceClient, "get", ask)
    clients.sqs().create_queue(QueueName="instance-provision")
    clients.ecs().create_cluster(clusterName=ENVIRONMENT["ECS_CLUSTER"])
    yield fresh
    forget()


@pytest.fixture
def ended(monkeypatch):
    """How one-off tasks end; MiniStack shows them running for ever. `None` for `succeeded`: they run."""
    changes = {"succeeded": True}
    look = TenantDatabases.find_end

    def find_end(databases, instance, mark):
        seen = look(databases, instance, mark)
        return dataclasses.replace(seen, **changes) if seen else None

    monkeypatch.setattr(TenantDatabases, "find_end", find_end)
    return changes


@pytest.fixture
def shown(monkeypatch):
    """Changes to what ECS shows; without them, MiniStack shows every task running at once."""
    changes: dict = {}
    look = EcsReader.observe

    def observe(reader, name):
        seen = look(reader, name)
        return dataclasses.replace(seen, **changes) if seen and changes else seen

    monkeypatch.setattr(EcsReader, "observe", observe)
    return changes
