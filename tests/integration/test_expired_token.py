"""A token that was good an hour ago, really signed by the local identity pool."""

import json
import time
from collections.abc import Iterator

import boto3
import pytest

from local_platform.testing import RunningPlatform

LEEWAY_SECONDS = 5


@pytest.fixture
def expired(platform: RunningPlatform) -> Iterator[str]:
    """The administrator's token of a moment in which tokens lived for a second; the pool is as before afterwards."""
    cognito = boto3.client(
        "cognito-idp",
        endpoint_url=f"http://127.0.0.1:{platform.port + 2}",
        region_name="af-south-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    pool = cognito.list_user_pools(MaxResults=1)["UserPools"][0]["Id"]
    client = cognito.list_user_pool_clients(UserPoolId=pool)["UserPoolClients"][0]["ClientId"]
    email, password = next(iter(json.loads((platform.state / "passwords.json").read_text()).items()))
    before = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client)["UserPoolClient"]
    kept = {name: before[name] for name in ("ExplicitAuthFlows", "AccessTokenValidity")}
    units = before["TokenValidityUnits"]

    def live(seconds: int, unit: str) -> None:
        cognito.update_user_pool_client(
            UserPoolId=pool,
            ClientId=client,
            IdTokenValidity=seconds,
            TokenValidityUnits=units | {"IdToken": unit},
            **kept,
        )

    live(1, "seconds")
    try:
        answer = cognito.initiate_auth(
            ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": email, "PASSWORD": password}
        )
    finally:
        live(before["IdTokenValidity"], units["IdToken"])
        cognito.close()
    time.sleep(1 + LEEWAY_SECONDS + 1)
    yield answer["AuthenticationResult"]["IdToken"]


def test_an_expired_token_is_told_so(platform: RunningPlatform, expired: str):
    answer = platform.client(None).get("/v1.0/tenants", headers={"Authorization": f"Bearer {expired}"})
    good = platform.client("platform_admin").get("/v1.0/tenants")

    assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN_EXPIRED")
    assert "Sign in again" in answer.json()["detail"]
    assert good.status_code == 200
