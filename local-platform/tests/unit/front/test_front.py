"""What the front passes on to the API and to WordPress, and what it keeps back."""

import json
from collections.abc import Callable

import httpx
import pytest

from local_platform.front.app import Front
from local_platform.testing import serving


def test_the_path_and_the_body_arrive_as_they_were_sent(client: httpx.Client) -> None:
    answer = client.post("/v1.0/a%2fb?x=%20y&x=2", content=b"\xff{}", headers={"X-Request-ID": "mine-1"})
    seen = answer.json()
    assert answer.status_code == 207
    assert (answer.headers["x-upstream"], answer.headers["set-cookie"]) == ("1", "a=1")
    assert seen["path"] == "/_aws/execute-api/api1/$default/v1.0/a%2fb"
    assert (seen["query"], seen["body"], seen["headers"]["x-request-id"]) == ("x=%20y&x=2", "\xff{}", "mine-1")


@pytest.mark.parametrize(("sent", "arrives"), [(None, "Anonymous"), ("", "Anonymous"), ("Bearer t", "Bearer t")])
def test_a_request_without_a_token_is_anonymous(client: httpx.Client, sent: str | None, arrives: str) -> None:
    headers = {} if sent is None else {"Authorization": sent}
    assert client.get("/v1.0/x", headers=headers).json()["headers"]["authorization"] == arrives


@pytest.mark.parametrize("sent", ["", "two words", "x" * 200, "ü"])
def test_a_malformed_request_id_is_replaced(client: httpx.Client, sent: str) -> None:
    seen = client.get("/v1.0/x", headers={"X-Request-ID": sent.encode()}).json()["headers"]["x-request-id"]
    assert seen not in ("", sent)


def test_what_nobody_knows_is_the_apis_to_answer(client: httpx.Client) -> None:
    assert client.delete("/nothing").json()["path"].endswith("/$default/nothing")


@pytest.mark.parametrize(("api_id", "status", "code"), [(None, 503, "STARTING"), ("api1", 502, "BAD_GATEWAY")])
def test_the_fronts_own_errors_are_problems(
    make_front: Callable[..., Front], api_id: str | None, status: int, code: str
) -> None:
    """Nothing listens on port 9 (discard)."""
    with serving(make_front(9, api_id=api_id).app()) as client:
        answer = client.get("/v1.0", headers={"X-Request-ID": "mine-1"})
    assert (answer.status_code, answer.json()["code"], answer.json()["traceId"]) == (status, code, "mine-1")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "retry-after" in answer.headers


def test_the_api_hears_where_a_request_comes_from_and_the_client_cannot_say_otherwise(client: httpx.Client) -> None:
    claimed = {"X-Edge-Key": "guessed", "X-Viewer-Address": "203.0.113.7", "X-Forwarded-For": "203.0.113.7, 10.0.0.1"}
    seen = client.get("/v1.0/x", headers=claimed).json()["headers"]
    assert seen["x-edge-key"] == "the edge's key"
    assert (seen["x-viewer-address"], seen["x-forwarded-for"]) == ("127.0.0.1", "127.0.0.1")


def test_a_site_host_reaches_wordpress_with_its_own_name(client: httpx.Client) -> None:
    seen = client.get("/hello/?a=1", headers={"Host": "acme.localhost:8080"}).json()
    assert (seen["path"], seen["headers"]["host"]) == ("/hello/", "acme.localhost:8080")
    assert "accept-encoding" in seen["headers"]


@pytest.mark.parametrize(
    ("host", "said"),
    [("nobody.localhost", "No site has the address nobody.localhost"), ("asleep.localhost", "not ready")],
)
def test_a_site_that_is_not_there_says_so(client: httpx.Client, host: str, said: str) -> None:
    """With the status of the balancer on AWS, whether no rule knows the host or nothing runs behind it."""
    answer = client.get("/", headers={"Host": host})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    assert said in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/wp-json/bbws/v1/info",
        "/WP-JSON//bbws/v1/info",
        "/index.php/wp-json/bbws/v1",
        "/?rest_route=/bbws/v1/info",
        "/%77p-json/bbws/",
        *(f"/?{name}=/bbws/v1/info" for name in ("rest.route", "rest%20route", "rest%5Broute", "+rest_route")),
        *("/?rest_route%00x=/BBWS/v1/info", "/?rest_route%5B%5D=/bbws/v1/info", "/?a=1&rest_route=bbws/v1"),
        "/healthz",
    ],
)
def test_the_agent_is_for_the_platform_only(client: httpx.Client, inside: httpx.Client, path: str) -> None:
    """404 on the public port in every spelling; on the balancer inside it is served."""
    assert client.get(path, headers={"Host": "acme.localhost"}).status_code == 404
    assert inside.get(path, headers={"Host": "tenant-abc.localhost"}).status_code == 207
    assert inside.get(path, headers={"Host": "localhost"}).json()["code"] == "NOT_FOUND"


def test_a_form_cannot_bring_the_platforms_key_from_outside(client: httpx.Client) -> None:
    """WordPress reads `rest_route` from a form too, which the front does not open."""
    sent = {"Host": "acme.localhost", "X-BBWS-Agent-Key": "a" * 64}
    seen = client.post("/", headers=sent, data={"rest_route": "/bbws/v1/info"}).json()["headers"]
    assert seen["x-bbws-agent-key"] == ""


def test_core_routes_stay_public(client: httpx.Client) -> None:
    assert client.get("/wp-json/wp/v2/posts", headers={"Host": "acme.localhost"}).status_code == 207


def test_bodies_pass_as_streams(client: httpx.Client) -> None:
    sent = json.dumps({"x": "y" * 2_000_000})
    assert client.post("/v1.0/x", content=sent).json()["body"] == sent
