"""The bucket of Terraform's states: the one thing that Terraform cannot make before it has it."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.refusal import Refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_LINE = re.compile(r'^(\w+)\s*=\s*"([^"]+)"', re.MULTILINE)


def state_bucket(root: Path, environment: str) -> tuple[str, str]:
    """Name and Region of an environment's bucket, from its backend.hcl.

    Raises:
        Refused: the file names none.
    """
    file = root / "terraform" / "environments" / environment / "backend.hcl"
    told = dict(_LINE.findall(file.read_text()))
    if not {"bucket", "region"} <= told.keys():
        raise Refused(f"{file.relative_to(root)} must name `bucket` and `region`.")
    return told["bucket"], told["region"]


def found(root: Path, environment: str, store: "S3Client") -> str:
    """Make the bucket, or bring the one that is there to what it must be; its name.

    Raises:
        Refused: the name belongs to somebody else.
    """
    name, region = state_bucket(root, environment)
    _create(name, region, store)
    store.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    store.put_bucket_encryption(
        Bucket=name,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}]
        },
    )
    store.put_public_access_block(
        Bucket=name,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": True,
            "RestrictPublicBuckets": True,
        },
    )
    store.put_bucket_policy(Bucket=name, Policy=json.dumps(_only_over_tls(name)))
    return name


def _create(name: str, region: str, store: "S3Client") -> None:
    try:
        store.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})  # type: ignore[typeddict-item]  # any Region
    except store.exceptions.BucketAlreadyOwnedByYou:
        return
    except store.exceptions.BucketAlreadyExists:
        raise Refused(
            f"the name {name} is taken by another account: choose one in environments/*/backend.hcl, "
            "and the same in stacks/account."
        ) from None


def _only_over_tls(name: str) -> dict[str, object]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "OnlyOverTls",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }
