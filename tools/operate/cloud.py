"""AWS clients for an environment: with the caller's credentials, or for `local` on the AWS of `make run`."""

import json
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3

from deploy.errors import CommandError

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

LOCAL = "local"
_ADOPTED_ENVIRONMENT = re.compile(r'^\s*adopts\s*=\s*"(\w+)"', re.MULTILINE)


def list_environments(root: Path) -> list[str]:
    """List `local` and every environment that Terraform declares."""
    return sorted({LOCAL, *(found.parent.name for found in root.glob("terraform/environments/*/common.tfvars"))})


@dataclass(frozen=True)
class Cloud:
    """AWS clients and resource names of one environment."""

    environment: str
    root: Path

    def full_name(self, name: str) -> str:
        """`mail-dlq` -> `bbws-mail-dlq-dev`; a full name stays as it is.

        Raises:
            CommandError: it is the full name of another environment's resource.
        """
        if not name.startswith("bbws-"):
            return f"bbws-{name}-{self.environment}"
        if f"-{self.environment}" not in name:
            raise CommandError(
                f"{name} does not belong to {self.environment}: use the matching --env, or the short name."
            )
        return name

    @cached_property
    def data_environment(self) -> str:
        """Environment whose tables and keys are used: this one, or the one that it adopts after a fail-over."""
        variables = self.root / "terraform" / "environments" / self.environment / "common.tfvars"
        found = _ADOPTED_ENVIRONMENT.search(variables.read_text()) if variables.exists() else None
        return found[1] if found else self.environment

    def table_name(self, name: str) -> str:
        """`sites` -> `bbws-sites-dev`; a full name stays as it is."""
        return Cloud(self.data_environment, self.root).full_name(name)

    @cached_property
    def sqs(self) -> "SQSClient":
        """SQS client."""
        return boto3.client("sqs", **self._connection)

    @cached_property
    def dynamodb(self) -> "DynamoDBClient":
        """DynamoDB client."""
        return boto3.client("dynamodb", **self._connection)

    @cached_property
    def cloudwatch(self) -> "CloudWatchClient":
        """CloudWatch client."""
        return boto3.client("cloudwatch", **self._connection)

    @cached_property
    def secrets_manager(self) -> "SecretsManagerClient":
        """Secrets Manager client."""
        return boto3.client("secretsmanager", **self._connection)

    @cached_property
    def lambda_client(self) -> "LambdaClient":
        """Lambda client."""
        return boto3.client("lambda", **self._connection)

    @cached_property
    def _connection(self) -> dict[str, Any]:
        if self.environment != LOCAL:
            return {}  # boto3 finds credentials and endpoint itself
        local = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "af-south-1"}
        if os.environ.get("AWS_ENDPOINT_URL"):
            return local
        description = self.state_folder / "aws.json"
        if not description.exists():
            raise CommandError(f"{description} is missing: start the platform with `make run`.")
        return local | {"endpoint_url": str(json.loads(description.read_text())["endpoint"])}

    @property
    def state_folder(self) -> Path:
        """Folder of the local platform's state."""
        return Path(os.environ.get("BBWS_LOCAL") or self.root / ".local")
