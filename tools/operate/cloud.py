"""An environment's AWS: reached with the caller's own credentials, or (`local`) where `make run` has put it."""

import json
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from deploy.refusal import Refused

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

LOCAL = "local"
_ADOPTS = re.compile(r'^\s*adopts\s*=\s*"(\w+)"', re.MULTILINE)
_PATIENT = Config(connect_timeout=3, read_timeout=30, retries={"mode": "adaptive", "total_max_attempts": 6})


def environments(root: Path) -> list[str]:
    """The laptop, and every environment that Terraform knows."""
    return sorted({LOCAL, *(found.parent.name for found in root.glob("terraform/environments/*/common.tfvars"))})


@dataclass(frozen=True)
class Cloud:
    """The clients for one environment, and how things are called there."""

    environment: str
    root: Path

    def name(self, thing: str) -> str:
        """`mail-dlq` -> `bbws-mail-dlq-dev`; a full name stays as it is.

        Raises:
            Refused: it is the full name of another environment's thing.
        """
        if not thing.startswith("bbws-"):
            return f"bbws-{thing}-{self.environment}"
        if f"-{self.environment}" not in thing:
            raise Refused(f"{thing} is not of {self.environment}: say the right --env, or the short name.")
        return thing

    @cached_property
    def data(self) -> str:
        """Whose tables and keys are worked on: the environment's own, or those that it adopts when it takes over."""
        sizes = self.root / "terraform" / "environments" / self.environment / "common.tfvars"
        found = _ADOPTS.search(sizes.read_text()) if sizes.exists() else None
        return found[1] if found else self.environment

    def table(self, thing: str) -> str:
        """`sites` -> `bbws-sites-dev`; a full name stays as it is."""
        return Cloud(self.data, self.root).name(thing)

    @cached_property
    def queues(self) -> "SQSClient":
        """SQS."""
        return self._session.client("sqs", endpoint_url=self._endpoint, config=_PATIENT)

    @cached_property
    def tables(self) -> "DynamoDBClient":
        """DynamoDB."""
        return self._session.client("dynamodb", endpoint_url=self._endpoint, config=_PATIENT)

    @cached_property
    def watch(self) -> "CloudWatchClient":
        """CloudWatch."""
        return self._session.client("cloudwatch", endpoint_url=self._endpoint, config=_PATIENT)

    @cached_property
    def secrets(self) -> "SecretsManagerClient":
        """Secrets Manager."""
        return self._session.client("secretsmanager", endpoint_url=self._endpoint, config=_PATIENT)

    @cached_property
    def functions(self) -> "LambdaClient":
        """Lambda."""
        return self._session.client("lambda", endpoint_url=self._endpoint, config=_PATIENT)

    @cached_property
    def _session(self) -> boto3.Session:
        if self.environment != LOCAL:
            return boto3.Session()
        return boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="af-south-1")  # noqa: S106 - nothing on a laptop asks for it

    @cached_property
    def _endpoint(self) -> str | None:
        if self.environment != LOCAL or os.environ.get("AWS_ENDPOINT_URL"):
            return None  # boto3 finds it: AWS, or what the person has named
        handout = self.state / "aws.json"
        if not handout.exists():
            raise Refused(f"{handout} is missing: start the platform with `make run`.")
        return str(json.loads(handout.read_text())["endpoint"])

    @property
    def state(self) -> Path:
        """Where the local platform keeps its things."""
        return Path(os.environ.get("BBWS_LOCAL") or self.root / ".local")
