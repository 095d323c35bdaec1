"""AWS as the pipeline reaches it: the environment's own credentials, patient with throttling."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_ssm import SSMClient

_PATIENT = Config(connect_timeout=3, read_timeout=10, retries={"mode": "adaptive", "total_max_attempts": 6})


def functions(region: str | None = None) -> "LambdaClient":
    """Lambda, of the environment's Region unless told."""
    return boto3.client("lambda", region_name=region, config=_PATIENT)


def parameters(region: str | None = None) -> "SSMClient":
    """The parameters in which stacks publish what they made, of the environment's Region unless told."""
    return boto3.client("ssm", region_name=region, config=_PATIENT)


def tasks(region: str) -> "ECSClient":
    """ECS, of a Region."""
    return boto3.client("ecs", region_name=region, config=_PATIENT)


def edge() -> "CloudFrontClient":
    """CloudFront, which is the world's."""
    return boto3.client("cloudfront", region_name="us-east-1", config=_PATIENT)


def watch() -> "CloudWatchClient":
    """CloudWatch."""
    return boto3.client("cloudwatch", config=_PATIENT)


def store() -> "S3Client":
    """S3."""
    return boto3.client("s3", config=_PATIENT)


def identity() -> "CognitoIdentityProviderClient":
    """Cognito."""
    return boto3.client("cognito-idp", config=_PATIENT)


def tables() -> "DynamoDBClient":
    """DynamoDB."""
    return boto3.client("dynamodb", config=_PATIENT)


def images() -> "ECRClient":
    """ECR."""
    return boto3.client("ecr", config=_PATIENT)
