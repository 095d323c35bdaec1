"""The deployment records of an environment: what runs there, since when, by which run."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deploy.refusal import Refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Deployment:
    """One release that came to one environment."""

    environment: str
    release: str
    commit: str
    at: datetime  # UTC, when all traffic had arrived
    run: str  # the address of the workflow run

    @property
    def key(self) -> str:
        """Where its record stands; later records sort after earlier ones."""
        return f"deployments/{self.environment}/{self.at.strftime(_STAMP)}.json"


def note(deployment: Deployment, bucket: str, s3: "S3Client") -> None:
    """Keep the record of a deployment that has come to its end."""
    body = json.dumps({**asdict(deployment), "at": deployment.at.isoformat()}, indent=2)
    s3.put_object(Bucket=bucket, Key=deployment.key, Body=body.encode(), IfNoneMatch="*")


def current(environment: str, bucket: str, s3: "S3Client") -> Deployment:
    """What runs in an environment now."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"deployments/{environment}/")
    keys = [found["Key"] for page in pages for found in page.get("Contents", [])]
    if not keys:
        raise Refused(f"nothing was deployed to {environment} yet: deploy there first.")
    written = json.loads(s3.get_object(Bucket=bucket, Key=max(keys))["Body"].read())
    return Deployment(**{**written, "at": datetime.fromisoformat(written["at"]).astimezone(UTC)})
