"""Deployment records of an environment: which release runs there, since when, and which workflow run deployed it."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deploy.errors import CommandError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_TIME_FORMAT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Deployment:
    """One release that was deployed to one environment."""

    environment: str
    release: str
    commit: str
    at: datetime  # UTC, when all traffic had shifted
    run: str  # URL of the workflow run

    @property
    def key(self) -> str:
        """S3 key of the record; later records sort after earlier ones."""
        return f"deployments/{self.environment}/{self.at.strftime(_TIME_FORMAT)}.json"


def record(deployment: Deployment, bucket: str, s3: "S3Client") -> None:
    """Store the record of a finished deployment."""
    body = json.dumps({**asdict(deployment), "at": deployment.at.isoformat()}, indent=2)
    s3.put_object(Bucket=bucket, Key=deployment.key, Body=body.encode(), IfNoneMatch="*")


def get_current(environment: str, bucket: str, s3: "S3Client") -> Deployment:
    """Get the newest deployment of an environment."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"deployments/{environment}/")
    keys = [found["Key"] for page in pages for found in page.get("Contents", [])]
    if not keys:
        raise CommandError(f"nothing was deployed to {environment} yet: deploy there first.")
    written = json.loads(s3.get_object(Bucket=bucket, Key=max(keys))["Body"].read())
    return Deployment(**{**written, "at": datetime.fromisoformat(written["at"]).astimezone(UTC)})
