"""The one factory of AWS clients: short time-outs, few attempts, one client per service and process."""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.session import Session
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_efs import EFSClient
    from mypy_boto3_elbv2 import ElasticLoadBalancingv2Client
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_ses import SESClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

_options: Any = {  # seconds; the first attempt counts as well
    "connect_timeout": 1,
    "read_timeout": 5,
    "retries": {"mode": "standard", "total_max_attempts": 3},
    "tcp_keepalive": True,
}


def answer_soon() -> None:
    """Give up sooner, because somebody waits for this function's answer; call it before the first client is made.

    A call that hangs then ends after 9 s, a throttled one after 1 s: inside the 10 s that an authorizer has (ADR 0030).
    """
    _options.update(read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2})


@cache
def _session() -> "Session":
    """Botocore is imported when the first client is made: under `cold_start.start`, where the collector rests."""
    from botocore.session import get_session  # noqa: PLC0415 - see above

    return get_session()


@cache
def _client(service: str) -> Any:  # noqa: ANN401 - botocore makes its clients' types at run time; the functions below name them
    from botocore.config import Config  # noqa: PLC0415 - as in `_session`

    return _session().create_client(service, config=Config(**_options))


def dynamodb() -> "DynamoDBClient":
    """The DynamoDB client of this process."""
    return _client("dynamodb")  # type: ignore[no-any-return]


def sqs() -> "SQSClient":
    """The SQS client of this process."""
    return _client("sqs")  # type: ignore[no-any-return]


def sns() -> "SNSClient":
    """The SNS client of this process."""
    return _client("sns")  # type: ignore[no-any-return]


def eventbridge() -> "EventBridgeClient":
    """The EventBridge client of this process."""
    return _client("events")  # type: ignore[no-any-return]


def ecs() -> "ECSClient":
    """The ECS client of this process."""
    return _client("ecs")  # type: ignore[no-any-return]


def efs() -> "EFSClient":
    """The Elastic File System client of this process."""
    return _client("efs")  # type: ignore[no-any-return]


def elbv2() -> "ElasticLoadBalancingv2Client":
    """The Elastic Load Balancing client of this process."""
    return _client("elbv2")  # type: ignore[no-any-return]


def iam() -> "IAMClient":
    """The IAM client of this process."""
    return _client("iam")  # type: ignore[no-any-return]


def logs() -> "CloudWatchLogsClient":
    """The CloudWatch Logs client of this process."""
    return _client("logs")  # type: ignore[no-any-return]


def secrets_manager() -> "SecretsManagerClient":
    """The Secrets Manager client of this process."""
    return _client("secretsmanager")  # type: ignore[no-any-return]


def ses() -> "SESClient":
    """The SES client of this process."""
    return _client("ses")  # type: ignore[no-any-return]


def cognito() -> "CognitoIdentityProviderClient":
    """The Cognito user pool client of this process."""
    return _client("cognito-idp")  # type: ignore[no-any-return]


def forget() -> None:
    """Drop all clients, so that the next use reads the environment anew (tests move the endpoint).

    The session stays: it reads AWS's models from disk, 75 ms for each service.
    """
    _client.cache_clear()
