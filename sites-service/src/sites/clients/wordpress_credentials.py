"""The platform's user of each tenant's WordPress: read from Secrets Manager, kept for a bounded number of tenants."""

import hmac
import json
import re
from collections import OrderedDict
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from sites.clients.wordpress_errors import WpAuthError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

KEPT = 100


def agent_key(password: str) -> str:
    """The key without which a tenant's agent answers nobody; the agent makes it from the same password."""
    letters_and_digits = re.sub(r"[^A-Za-z0-9]", "", password)  # the characters that WordPress compares
    return hmac.new(letters_and_digits.encode(), b"bbws-agent", "sha256").hexdigest()


class WordPressCredentials:
    """User name and application password by tenant; the most recently used stay in memory."""

    def __init__(self, secrets: "SecretsManagerClient") -> None:
        self.secrets = secrets
        self._known: OrderedDict[str, tuple[str, str]] = OrderedDict()

    def of(self, tenant_id: str) -> tuple[str, str]:
        """User name and password.

        Raises:
            WpAuthError: the tenant has no such secret.
        """
        if tenant_id not in self._known:
            self._known[tenant_id] = self._read(tenant_id)
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(tenant_id)
        return self._known[tenant_id]

    def forget(self, tenant_id: str) -> None:
        """Read it anew next time: it was refused, so it may have been rotated."""
        self._known.pop(tenant_id, None)

    def _read(self, tenant_id: str) -> tuple[str, str]:
        try:
            answer = self.secrets.get_secret_value(SecretId=f"bbws/wp/{tenant_id}/wp-app-password")
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            raise WpAuthError(code="no_secret") from None
        found = json.loads(answer["SecretString"])
        return found["username"], found["password"]
