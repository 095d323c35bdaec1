"""The environment of a task: what its definition says, its secrets, and the facts of this machine."""

import json
import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from local_platform.clients import Aws
from local_platform.fargate.desired_state import TaskDefinition, Variable
from local_platform.fargate.ecs_api import EdgeUnavailable

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

ADMINISTRATOR = frozenset({"DATABASE_ADMIN", "DATABASE_ADMIN_PASSWORD"})
"""Facts that only a task gets whose definition asks for them: a tenant's WordPress must not have them."""
ARN_PARTS = 7  # arn:aws:secretsmanager:region:account:secret:name, then json key, version stage, version id


class SecretUnavailable(Exception):
    """A secret of a task definition cannot be read; the task fails to start, as on AWS."""


class SecretReader(Protocol):
    """Reads the text of a secret by its ARN; raises `SecretUnavailable`, or `EdgeUnavailable`: ask again."""

    def read(self, arn: str) -> str:
        """The secret's text."""
        ...

    def close(self) -> None:
        """Let the connections go; the last call."""
        ...


class SecretsManager:
    """The Secrets Manager of the embedded AWS."""

    def __init__(self, edge_url: str) -> None:
        self._aws = Aws(edge_url)
        self._lock = threading.Lock()  # threads may share a client, but not make it together

    def read(self, arn: str) -> str:
        """GetSecretValue."""
        try:
            return str(self._client().get_secret_value(SecretId=arn)["SecretString"])
        except BotoCoreError as error:
            raise EdgeUnavailable(f"GetSecretValue: {error}") from error
        except (ClientError, KeyError) as error:
            raise SecretUnavailable(f"{arn}: {error}") from error

    def close(self) -> None:
        """Close the client."""
        self._client().close()

    def _client(self) -> "SecretsManagerClient":
        with self._lock:
            return self._aws("secretsmanager")  # type: ignore[no-any-return]  # `Aws` makes clients of any service


def task_environment(
    definition: TaskDefinition, overrides: Iterable[Variable], secrets: SecretReader, facts: Mapping[str, str]
) -> dict[str, str]:
    """Every variable of the first container; later sources win: environment, secrets, overrides, `facts`.

    Raises:
        SecretUnavailable: a secret is missing, or is not what its reference says.
        EdgeUnavailable: the embedded AWS is away.
    """
    container = definition.containers[0]
    resolved = {secret.name: _resolve(secret.value_from, secrets) for secret in container.secrets}
    plain = {variable.name: variable.value for variable in container.environment}
    asked = plain | resolved | {variable.name: variable.value for variable in overrides}
    return asked | {name: value for name, value in facts.items() if name in asked or name not in ADMINISTRATOR}


def _resolve(value_from: str, secrets: SecretReader) -> str:
    parts = value_from.split(":")
    if parts[2:3] != ["secretsmanager"]:
        raise SecretUnavailable(f"valueFrom {value_from!r}: use the ARN of a secret in Secrets Manager.")
    text = secrets.read(":".join(parts[:ARN_PARTS]))
    key = parts[ARN_PARTS] if len(parts) > ARN_PARTS else ""
    return _pick(text, key, value_from) if key else text


def _pick(text: str, key: str, value_from: str) -> str:
    try:
        content: Any = json.loads(text)
        return str(content[key])
    except (ValueError, KeyError, TypeError) as error:
        raise SecretUnavailable(f"{value_from}: the secret is no JSON object with the key {key!r}.") from error
