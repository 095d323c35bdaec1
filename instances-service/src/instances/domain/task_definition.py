"""The task definition of an instance: one WordPress container on Fargate (domain §7.5)."""

import hashlib
import json
from typing import Any

from chassis.runtime.records import dataclass
from instances.domain.instance import Instance, database_name
from instances.domain.provisioning import Credentials
from instances.domain.task_stop import ESSENTIAL
from instances.domain.tier import SIZES

PORT = 8080  # the container runs as an ordinary user, who may not listen on 80
CONTENT_DIR = "/var/www/html/wp-content/uploads"  # themes, plugins and the agent come with the image
_PROBE = f'curl -fsS -H "Host: $BBWS_NETWORK_DOMAIN" http://localhost:{PORT}/healthz || exit 1'
_HEALTH = ["CMD-SHELL", _PROBE]


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What an environment offers all instances.

    Attributes:
        image: repository of the WordPress image. `tools/bin/deploy push-image` tags it with versions and `latest`.
        architecture: processor of the image, as ECS names it: `ARM64`.
        database_host: host:port.
        public_port: the port that the balancer shows the world; empty where it is the scheme's own.
        file_system_id: the EFS that holds all tenants' content; empty where content lives with the task.
    """

    image: str
    architecture: str
    execution_role_arn: str
    task_role_arn: str
    database_host: str
    public_port: str
    file_system_id: str


def task_definition(instance: Instance, credentials: Credentials, around: Surroundings) -> dict[str, Any]:
    """As RegisterTaskDefinition takes it, without tags."""
    size = SIZES[instance.tier]
    return {
        "family": instance.service_name,
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "runtimePlatform": {"cpuArchitecture": around.architecture, "operatingSystemFamily": "LINUX"},
        "cpu": str(size.cpu),
        "memory": str(size.memory),
        "executionRoleArn": around.execution_role_arn,
        "taskRoleArn": around.task_role_arn,
        "containerDefinitions": [_container(instance, credentials, around)],
        "volumes": _volumes(instance, around),
    }


def fingerprint(definition: dict[str, Any]) -> str:
    """The same for the same definition; kept as a tag, because ECS gives definitions back rearranged."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()


def _container(instance: Instance, credentials: Credentials, around: Surroundings) -> dict[str, Any]:
    return {
        "name": ESSENTIAL,
        "image": f"{around.image}:{instance.wordpress_version}",
        "essential": True,
        "portMappings": [{"containerPort": PORT, "protocol": "tcp"}],
        "environment": _variables(instance, around),
        "secrets": _secrets(credentials),
        "mountPoints": [{"sourceVolume": "uploads", "containerPath": CONTENT_DIR}] if around.file_system_id else [],
        "healthCheck": {"command": _HEALTH, "interval": 30, "timeout": 5, "retries": 3, "startPeriod": 60},
    }


def _variables(instance: Instance, around: Surroundings) -> list[dict[str, str]]:
    values = {
        "BBWS_TENANT_ID": instance.tenant_id,
        "BBWS_NETWORK_DOMAIN": instance.domain,
        "BBWS_PUBLIC_PORT": around.public_port,
        "BBWS_CONTENT_DIR": CONTENT_DIR,
        "WORDPRESS_DB_HOST": around.database_host,
        "WORDPRESS_DB_NAME": database_name(instance.slug),
    }
    return [{"name": name, "value": value} for name, value in values.items()]


def _secrets(credentials: Credentials) -> list[dict[str, str]]:
    """Each names one key of a secret's JSON: `<ARN>:<key>::`."""
    sources = {
        "WORDPRESS_DB_USER": f"{credentials.database}:username::",
        "WORDPRESS_DB_PASSWORD": f"{credentials.database}:password::",
        "BBWS_AGENT_USER": f"{credentials.app_password}:username::",
        "BBWS_AGENT_PASSWORD": f"{credentials.app_password}:password::",
    }
    return [{"name": name, "valueFrom": source} for name, source in sources.items()]


def _volumes(instance: Instance, around: Surroundings) -> list[dict[str, Any]]:
    if not around.file_system_id:
        return []
    share = {
        "fileSystemId": around.file_system_id,
        "rootDirectory": f"/tenant-{instance.slug}",
        "transitEncryption": "ENABLED",
    }
    return [{"name": "uploads", "efsVolumeConfiguration": share}]
