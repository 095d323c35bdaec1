"""The task definitions of an instance on Fargate: WordPress, and the task that creates its database (domain §7.5)."""

import hashlib
import json
from typing import Any

from chassis.runtime.records import dataclass
from instances.domain.hosting import Hosting
from instances.domain.instance import Instance, database_family, database_name
from instances.domain.provisioning import Credentials
from instances.domain.task_stop import ESSENTIAL
from instances.domain.tier import SIZES

PORT = 8080  # the container runs as an ordinary user, who may not listen on 80
CONTENT_DIR = "/var/www/html/wp-content/uploads"  # themes, plugins and the agent come with the image
FIRST_BOOT_SECONDS = 300
"""How long failed health checks do not count: on EFS the first boot writes for minutes. ECS allows no more."""
_PROBE = f'curl -fsS -H "Host: $BBWS_NETWORK_DOMAIN" http://localhost:{PORT}/healthz || exit 1'
_HEALTH = {
    "command": ["CMD-SHELL", _PROBE],
    "interval": 30,
    "timeout": 5,
    "retries": 3,
    "startPeriod": FIRST_BOOT_SECONDS,
}


@dataclass(frozen=True, kw_only=True)
class Content:
    """A tenant's own part of the file system, and the role of its tasks, which alone may mount it."""

    access_point_id: str
    role_arn: str


def task_definition(instance: Instance, credentials: Credentials, content: Content, hosting: Hosting) -> dict[str, Any]:
    """WordPress, as RegisterTaskDefinition takes it, without tags."""
    size = SIZES[instance.tier]
    container = {
        "name": ESSENTIAL,
        "portMappings": [{"containerPort": PORT, "protocol": "tcp"}],
        "environment": _pairs(_variables(instance, hosting)),
        "secrets": _secrets(credentials),
        "mountPoints": [{"sourceVolume": "content", "containerPath": CONTENT_DIR, "readOnly": False}],
        "healthCheck": _HEALTH,
    }
    return {
        **_task(instance, instance.service_name, container, hosting),
        "cpu": str(size.cpu),
        "memory": str(size.memory),
        "executionRoleArn": hosting.execution_role_arn,
        "taskRoleArn": content.role_arn,
        "volumes": [{"name": "content", "efsVolumeConfiguration": _share(content, hosting)}],
    }


def database_task_definition(instance: Instance, credentials: Credentials, hosting: Hosting) -> dict[str, Any]:
    """The task that creates or drops database and user; its role alone may read the administrator's secret."""
    admin = hosting.database_secret_arn
    container = {
        "name": "database",
        "entryPoint": ["php", "/opt/bbws/database.php"],
        "environment": _pairs(_database(instance, hosting)),
        "secrets": [
            *_database_user(credentials),
            _secret("DATABASE_ADMIN", admin, "username"),
            _secret("DATABASE_ADMIN_PASSWORD", admin, "password"),
        ],
    }
    return {
        **_task(instance, database_family(instance.slug), container, hosting),
        "cpu": "256",
        "memory": "512",
        "executionRoleArn": hosting.database_role_arn,
    }


def fingerprint(definition: dict[str, Any]) -> str:
    """The same for the same definition; kept as a tag, because ECS gives definitions back rearranged."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()


def log_group(family: str) -> str:
    """Where tasks of a family write."""
    return f"/ecs/{family}"


def _task(instance: Instance, family: str, container: dict[str, Any], hosting: Hosting) -> dict[str, Any]:
    """What both tasks have in common: Fargate, the image, the log."""
    logs = {
        "awslogs-group": log_group(family),
        "awslogs-region": hosting.region,
        "awslogs-stream-prefix": container["name"],
    }
    whole = {
        **container,
        "image": f"{hosting.image}:{instance.wordpress_version}",
        "essential": True,
        "logConfiguration": {"logDriver": "awslogs", "options": logs},
    }
    return {
        "family": family,
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "runtimePlatform": {"cpuArchitecture": hosting.architecture, "operatingSystemFamily": "LINUX"},
        "containerDefinitions": [whole],
    }


def _share(content: Content, hosting: Hosting) -> dict[str, Any]:
    """Through the tenant's access point, as its role; AWS takes no directory beside an access point."""
    return {
        "fileSystemId": hosting.file_system_id,
        "transitEncryption": "ENABLED",
        "authorizationConfig": {"accessPointId": content.access_point_id, "iam": "ENABLED"},
    }


def _variables(instance: Instance, hosting: Hosting) -> dict[str, str]:
    return {
        "BBWS_TENANT_ID": instance.tenant_id,
        "BBWS_NETWORK_DOMAIN": instance.domain,
        "BBWS_PUBLIC_PORT": hosting.public_port,
        "BBWS_CONTENT_DIR": CONTENT_DIR,
        **_database(instance, hosting),
    }


def _database(instance: Instance, hosting: Hosting) -> dict[str, str]:
    return {"WORDPRESS_DB_HOST": hosting.database_host, "WORDPRESS_DB_NAME": database_name(instance.slug)}


def _pairs(values: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def _secrets(credentials: Credentials) -> list[dict[str, str]]:
    return [
        *_database_user(credentials),
        _secret("BBWS_AGENT_USER", credentials.app_password, "username"),
        _secret("BBWS_AGENT_PASSWORD", credentials.app_password, "password"),
    ]


def _database_user(credentials: Credentials) -> list[dict[str, str]]:
    return [
        _secret("WORDPRESS_DB_USER", credentials.database, "username"),
        _secret("WORDPRESS_DB_PASSWORD", credentials.database, "password"),
    ]


def _secret(name: str, arn: str, key: str) -> dict[str, str]:
    """One key of a secret's JSON: `<ARN>:<key>::`."""
    return {"name": name, "valueFrom": f"{arn}:{key}::"}
