"""What passes by itself and what does not: the codes of AWS, and the failures of the network."""

import pytest
import urllib3
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker

from chassis.runtime.causes import Cause, cause_of, cause_of_code

URL = "https://dynamodb.af-south-1.amazonaws.com"


def refusal(code: str, status: int = 400) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "GetItem")


class TestThrottling:
    @pytest.mark.parametrize(
        "code",
        [
            *("ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"),  # DynamoDB
            *("RequestThrottled", "KmsThrottled", "OverLimit"),  # SQS
            *("Throttled", "KMSThrottling"),  # SNS
            "Throttling",  # SES, STS
            "TooManyRequestsException",  # Cognito, Lambda
            "TransactionConflictException",
        ],
    )
    def test_of_each_service_is_busy(self, code):
        assert cause_of(refusal(code)) is Cause.BUSY

    def test_knows_what_botocore_tries_again(self):
        known = {*ThrottledRetryableChecker._THROTTLED_ERROR_CODES, *TransientRetryableChecker._TRANSIENT_ERROR_CODES}

        assert {code for code in known if cause_of_code(code) is Cause.PERMANENT} == {"LimitExceededException"}

    def test_a_status_429_with_a_new_code_is_busy(self):
        assert cause_of(refusal("SomethingNew", 429)) is Cause.BUSY


class TestAway:
    @pytest.mark.parametrize(
        "error",
        [
            EndpointConnectionError(endpoint_url=URL),
            ConnectTimeoutError(endpoint_url=URL),
            ReadTimeoutError(endpoint_url=URL),
            urllib3.exceptions.ProtocolError(),
            TimeoutError(),
            ConnectionResetError(),
            refusal("InternalServerError", 500),
            refusal("SomethingNew", 502),
            refusal("ServerException"),
        ],
    )
    def test_no_answer_or_a_failure_of_the_other_side(self, error):
        assert cause_of(error) is Cause.AWAY


class TestPermanent:
    @pytest.mark.parametrize(
        "error",
        [
            *(KeyError("x"), ValueError(), RecursionError(), RuntimeError()),
            *(refusal("AccessDeniedException"), refusal("ValidationException"), refusal("ResourceNotFoundException")),
            *(refusal("LimitExceededException"), refusal("SomethingNew"), refusal("InvalidParameterException")),
        ],
    )
    def test_everything_else(self, error):
        assert cause_of(error) is Cause.PERMANENT
