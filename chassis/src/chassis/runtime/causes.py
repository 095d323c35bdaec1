"""Which failures pass by themselves: one table, for the answers of APIs (503) and for slow work (try again or end).

Everything that the table does not name is permanent: the same request would fail again, so nobody should wait for it.
Codes: the error lists in the API references of DynamoDB, SQS, SNS, EventBridge, ECS, Secrets Manager, SES, Cognito, STS
and KMS, and what botocore itself tries again. `LimitExceededException` is not one of them: a quota of the account stays
used up until somebody raises it.
"""

from collections.abc import Mapping
from enum import StrEnum

import urllib3
from botocore.exceptions import ConnectionError as NoConnection
from botocore.exceptions import HTTPClientError

_SERVER_ERROR, _TOO_MANY_REQUESTS = 500, 429


class Cause(StrEnum):
    """Why a call failed."""

    BUSY = "busy"
    """AWS throttles our calls."""
    AWAY = "away"
    """The other side does not answer, or answers with a failure of its own."""
    PERMANENT = "permanent"
    """The same call fails again: a mistake of ours, a missing right, a quota."""


_CODES: Mapping[str, Cause] = {
    **dict.fromkeys(
        (
            *("Throttling", "ThrottlingException", "ThrottlingError", "ThrottledException", "Throttled"),
            *("RequestThrottled", "RequestThrottledException", "RequestLimitExceeded", "BandwidthLimitExceeded"),
            *("TooManyRequests", "TooManyRequestsException", "SlowDown", "EC2ThrottledException", "OverLimit"),
            *("ProvisionedThroughputExceeded", "ProvisionedThroughputExceededException"),
            *("KmsThrottled", "KMSThrottling", "KMSThrottlingException", "KMS.ThrottlingException"),
            *("TransactionConflict", "TransactionConflictException", "TransactionInProgressException"),
            *("ReplicatedWriteConflictException", "PriorRequestNotComplete"),
        ),
        Cause.BUSY,
    ),
    **dict.fromkeys(
        (
            *("InternalError", "InternalErrorException", "InternalFailure", "InternalServerError"),
            *("InternalServiceError", "InternalServiceErrorException", "ServerException", "InternalException"),
            *("ServiceUnavailable", "ServiceUnavailableException", "RequestTimeout", "RequestTimeoutException"),
            *("DependencyTimeoutException", "KeyUnavailableException", "IDPCommunicationError"),
        ),
        Cause.AWAY,
    ),
}
_NETWORK = (NoConnection, HTTPClientError, urllib3.exceptions.HTTPError, ConnectionError, TimeoutError)


def cause_of(error: BaseException) -> Cause:
    """The cause of an exception that a call of ours ended with."""
    if isinstance(error, _NETWORK):
        return Cause.AWAY
    response = getattr(error, "response", None)
    if not (isinstance(response, Mapping) and isinstance(response.get("Error"), Mapping)):
        return Cause.PERMANENT
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return _CODES.get(str(response["Error"].get("Code"))) or _cause_of_status(status)


def cause_of_code(code: str) -> Cause:
    """The cause that AWS names by an error code alone, such as a reason of a cancelled transaction."""
    return _CODES.get(code, Cause.PERMANENT)


def _cause_of_status(status: int) -> Cause:
    if status == _TOO_MANY_REQUESTS:
        return Cause.BUSY
    return Cause.AWAY if status >= _SERVER_ERROR else Cause.PERMANENT
