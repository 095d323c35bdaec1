"""Creates the bucket of Terraform's state, which must exist before Terraform can run."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy.environment_files import get_state_bucket, read_settings
from deploy.errors import CommandError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def create_state_bucket(root: Path, environment: str, store: "S3Client") -> str:
    """Create the bucket, or correct the settings of an existing one. Return its name.

    Raises:
        CommandError: another account owns a bucket of this name.
    """
    [region] = read_settings(root, environment, "common.tfvars", "region")
    name = get_state_bucket(root, environment)
    _create_bucket(name, region, environment, store)
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
    store.put_bucket_policy(Bucket=name, Policy=json.dumps(_tls_only_policy(name)))
    return name


def _create_bucket(name: str, region: str, environment: str, store: "S3Client") -> None:
    place: Any = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    try:
        store.create_bucket(Bucket=name, **place)
    except store.exceptions.BucketAlreadyOwnedByYou:
        return
    except store.exceptions.BucketAlreadyExists:
        raise CommandError(
            f"another account owns the bucket {name}: the credentials in the shell are not those of this account, "
            f"or `account_id` of environments/{environment}/common.tfvars is wrong."
        ) from None


def _tls_only_policy(name: str) -> dict[str, object]:
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
