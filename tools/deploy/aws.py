"""AWS clients of the pipeline. They use the environment's credentials and retry throttled calls."""

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

_CONFIG = Config(connect_timeout=3, read_timeout=10, retries={"mode": "adaptive", "total_max_attempts": 6})


def lambda_client(region: str | None = None) -> "LambdaClient":
    """Create a Lambda client; the Region defaults to the environment's."""
    return boto3.client("lambda", region_name=region, config=_CONFIG)


def ssm_client(region: str | None = None) -> "SSMClient":
    """Create a client of Parameter Store, where stacks publish their outputs. Default: the environment's Region."""
    return boto3.client("ssm", region_name=region, config=_CONFIG)


def ecs_client(region: str) -> "ECSClient":
    """Create an ECS client for a Region."""
    return boto3.client("ecs", region_name=region, config=_CONFIG)


def cloudfront_client() -> "CloudFrontClient":
    """Create a CloudFront client. CloudFront is global and answers in us-east-1."""
    return boto3.client("cloudfront", region_name="us-east-1", config=_CONFIG)


def cloudwatch_client() -> "CloudWatchClient":
    """Create a CloudWatch client."""
    return boto3.client("cloudwatch", config=_CONFIG)


def s3_client() -> "S3Client":
    """Create an S3 client."""
    return boto3.client("s3", config=_CONFIG)


def cognito_client() -> "CognitoIdentityProviderClient":
    """Create a Cognito client."""
    return boto3.client("cognito-idp", config=_CONFIG)


def dynamodb_client() -> "DynamoDBClient":
    """Create a DynamoDB client."""
    return boto3.client("dynamodb", config=_CONFIG)


def ecr_client() -> "ECRClient":
    """Create an ECR client."""
    return boto3.client("ecr", config=_CONFIG)
