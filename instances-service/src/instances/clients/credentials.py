"""Secrets of instances: made once, then adopted; never read, never overwritten."""

import json
import secrets
import string
from typing import TYPE_CHECKING

from instances.domain.instance import Instance, database_user
from instances.domain.provisioning import Credentials
from instances.domain.tags import tags_of

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

AGENT_USER = "platform"
_LETTERS = string.ascii_letters + string.digits
APP_PASSWORD_LENGTH = 24  # what WordPress itself makes; it compares letters and digits only
DATABASE_PASSWORD_LENGTH = 32


class CredentialStore:
    """Secrets Manager, as far as instances go; secret names are derived from the tenant (`bbws/wp/{tenantId}/…`)."""

    def __init__(self, client: "SecretsManagerClient", environment: str) -> None:
        self.client, self.environment = client, environment

    def create(self, instance: Instance) -> Credentials:
        """The ARNs of the two secrets, which exist afterwards."""
        return Credentials(
            database=self._ensure(instance, "database", database_user(instance.slug), DATABASE_PASSWORD_LENGTH),
            app_password=self._ensure(instance, "wp-app-password", AGENT_USER, APP_PASSWORD_LENGTH),
        )

    def _ensure(self, instance: Instance, name: str, username: str, length: int) -> str:
        path = f"bbws/wp/{instance.tenant_id}/{name}"
        return self._find(path) or self._make(path, instance, {"username": username, "password": _password(length)})

    def _find(self, path: str) -> str | None:
        try:
            return self.client.describe_secret(SecretId=path)["ARN"]
        except self.client.exceptions.ResourceNotFoundException:
            return None

    def _make(self, path: str, instance: Instance, content: dict[str, str]) -> str:
        tags = tags_of(instance.tenant_id, self.environment, instance.opportunity_id, "secret")
        answer = self.client.create_secret(
            Name=path,
            SecretString=json.dumps(content),
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )
        return answer["ARN"]


def _password(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
