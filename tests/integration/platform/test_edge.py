"""The gateway's own address serves nobody, whatever a request claims; through the edge the same request is served."""

from functools import cache

import httpx
import pytest

from local_platform.clients import Aws
from local_platform.testing import RunningPlatform

pytestmark = pytest.mark.platform
CLAIMS = {"X-Viewer-Address": "203.0.113.7", "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Host": "localhost"}
GUESSES = ("", "guessed", "edge-key-of-the-local-platfor", "edge-key-of-the-local-platform,x")


def ask(platform: RunningPlatform, method: str, path: str, **headers: str) -> httpx.Response:
    """One request to the gateway, past the edge, by somebody who is signed in."""
    sent = {"Authorization": f"Bearer {platform.token('platform_admin')}"} | CLAIMS | headers
    return httpx.request(method, f"{gateway(platform.port + 2)}{path}", headers=sent, timeout=40, trust_env=False)


@cache
def gateway(aws_port: int) -> str:
    """The address that AWS gives the API."""
    aws = f"http://127.0.0.1:{aws_port}"
    (api,) = Aws(aws)("apigatewayv2").get_apis()["Items"]
    return f"{aws}/_aws/execute-api/{api['ApiId']}/$default"


@pytest.mark.parametrize("path", ["/v1.0/tenants", "/v1.0/users/me", "/v1.0/health/sites"])
def test_a_route_needs_the_edge_even_with_a_good_token(platform: RunningPlatform, path: str) -> None:
    """Without its key the gateway itself refuses, with a wrong one the authorizer; the edge's own request is served."""
    assert ask(platform, "GET", path).status_code == 401
    for guess in GUESSES[1:]:
        assert ask(platform, "GET", path, **{"X-Edge-Key": guess}).status_code == 403
    assert platform.client().get(path, headers=CLAIMS | {"X-Edge-Key": "guessed"}).status_code == 200


@pytest.mark.parametrize(("method", "path"), [("PUT", "/v1.0/tenants"), ("GET", "/nothing"), ("GET", "/v1.0/tenants/")])
@pytest.mark.parametrize("guess", GUESSES)
def test_addresses_without_an_authorizer_need_it_too(
    platform: RunningPlatform, method: str, path: str, guess: str
) -> None:
    """Those that answer 404, 405 and 308 to everybody who comes through the edge."""
    refused = ask(platform, method, path, **({"X-Edge-Key": guess} if guess else {}))
    assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")


def test_a_strangers_refusals_are_kept_from_callers(platform: RunningPlatform) -> None:
    """The gateway keeps an authorizer's answer for a minute, by token and key: nobody can refuse for somebody else."""
    for _ in range(3):
        assert ask(platform, "GET", "/v1.0/users/me", **{"X-Edge-Key": "guessed"}).status_code == 403
        assert platform.client().get("/v1.0/users/me").status_code == 200
    assert ask(platform, "GET", "/v1.0/users/me", **{"X-Edge-Key": "guessed"}).status_code == 403
