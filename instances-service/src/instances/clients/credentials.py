"""Secrets of instances: made once, then adopted; never read, never overwritten."""

import json
import secrets
import string
from contextlib import suppress
from typing import TYPE_CHECKING

from chassis.operations.refusals import explained
from instances.domain.hosting import Hosting
from instances.domain.instance import Instance, database_user
from instances.domain.provisioning import Credentials
from instances.domain.tags import as_capital_list, tags_of

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

AGENT_USER = "platform"
_LETTERS = string.ascii_letters + string.digits
APP_PASSWORD_LENGTH = 24  # what WordPress itself makes; it compares letters and digits only
DATABASE_PASSWORD_LENGTH = 32
_DATABASE, _APP_PASSWORD = "database", "wp-app-password"  # the last parts of the secrets' names


class CredentialStore:
    """Secrets Manager, as far as instances go; secret names are derived from the tenant (`bbws/wp/{tenantId}/…`)."""

    def __init__(self, client: "SecretsManagerClient", hosting: Hosting) -> None:
        self.client, self.hosting = client, hosting

    def create(self, instance: Instance) -> Credentials:
        """Create the secrets that do not exist yet; return the ARNs of both.

        Raises:
            Impossible: AWS does not accept them.
        """
        with explained("the credentials"):
            return Credentials(
                database=self._ensure(instance, _DATABASE, database_user(instance.slug), DATABASE_PASSWORD_LENGTH),
                app_password=self._ensure(instance, _APP_PASSWORD, AGENT_USER, APP_PASSWORD_LENGTH),
            )

    def delete(self, instance: Instance) -> None:
        """Delete both secrets at once: a secret that waits for its deletion would block its name for a week."""
        for name in (_DATABASE, _APP_PASSWORD):
            with suppress(self.client.exceptions.ResourceNotFoundException):
                self.client.delete_secret(SecretId=_path(instance, name), ForceDeleteWithoutRecovery=True)

    def _ensure(self, instance: Instance, name: str, username: str, length: int) -> str:
        path = _path(instance, name)
        return self._find(path) or self._make(path, instance, {"username": username, "password": _password(length)})

    def _find(self, path: str) -> str | None:
        try:
            return self.client.describe_secret(SecretId=path)["ARN"]
        except self.client.exceptions.ResourceNotFoundException:
            return None

    def _make(self, path: str, instance: Instance, content: dict[str, str]) -> str:
        tags = tags_of(instance.tenant_id, self.hosting.environment, instance.opportunity_id, "secret")
        answer = self.client.create_secret(
            Name=path,
            KmsKeyId=self.hosting.key_arn,
            SecretString=json.dumps(content),
            Tags=as_capital_list(tags),  # type: ignore[arg-type]
        )
        return answer["ARN"]


def _path(instance: Instance, name: str) -> str:
    return f"bbws/wp/{instance.tenant_id}/{name}"


def _password(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
