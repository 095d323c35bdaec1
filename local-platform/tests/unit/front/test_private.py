"""Control, tokens and mail are for pages and programs of this machine only."""

from collections.abc import Callable

import httpx
import pytest

from local_platform.front.app import Front


@pytest.mark.parametrize(
    ("role", "host", "status"),
    [("tenant_admin", "localhost", 200), ("nobody", "localhost", 404), ("tenant_admin", "rebound.example", 403)],
)
def test_a_token_goes_to_our_own_pages_only(client: httpx.Client, role: str, host: str, status: int) -> None:
    """A foreign name that leads to this machine cannot read it."""
    answer = client.get(f"/_local/tokens/{role}", headers={"Host": f"{host}:8080"})
    assert answer.status_code == status
    assert (answer.text == "ey.a.b") == (status == 200)


PRIVATE_REQUESTS = [
    ("GET", "/_local/status"),
    ("GET", "/_local/tokens/tenant_admin"),
    ("POST", "/_local/faults"),
    ("POST", "/_local/aws/restart?kill=1"),
    ("GET", "/mail"),
    ("GET", "/mail.json"),
    ("GET", "/mail/m1"),
    ("GET", "/mail/m1/body"),
]


def test_every_route_of_control_and_mail_is_tried(make_front: Callable[..., Front]) -> None:
    paths = [route.path for route in make_front(1)._routes()]
    tried = {path.partition("?")[0].replace("m1", "{mail_id}") for _, path in PRIVATE_REQUESTS}
    tried = {path.replace("tenant_admin", "{role}") for path in tried}
    assert tried == {path for path in paths if path.startswith(("/_local", "/mail"))}


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example:8080"},
        {"Host": "localhost.rebound.example:8080"},
        {"Host": "localhost:8080", "Origin": "https://evil.example"},
        {"Host": "localhost:8080", "Origin": "http://karoo.localhost:8080"},
        {"Host": "localhost:8080", "Origin": "http://localhost:3000"},
        {"Host": "localhost:8080", "Origin": "null"},
    ],
)
@pytest.mark.parametrize(("method", "path"), PRIVATE_REQUESTS)
def test_pages_of_other_sites_cannot_use_control_or_mail(
    client: httpx.Client, method: str, path: str, headers: dict[str, str]
) -> None:
    """DNS rebinding and cross-site requests; also from the pages of a site on this platform."""
    refused = client.request(method, path, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")
    own = {"Host": "127.0.0.1:8080", "Origin": "http://127.0.0.1:8080"}
    assert client.request(method, path, headers=own).status_code == 200


def test_the_api_answers_pages_of_other_origins(client: httpx.Client) -> None:
    """A portal is another origin: the API decides."""
    assert client.get("/v1.0/x", headers={"Origin": "http://localhost:3000"}).status_code == 207


def test_local_control(client: httpx.Client) -> None:
    assert client.get("/_local/status").json() == {"aws": "up"}
    assert client.post("/_local/faults", json={"dropEvents": 1}).json() == {"dropEvents": 1}
    assert client.post("/_local/faults").json() == {}
    refused = client.post("/_local/faults", json={"unknown": 1})
    assert (refused.status_code, refused.json()["detail"]) == (400, "unknown: no such fault")
    assert client.post("/_local/faults", content="{").status_code == 400
    assert client.post("/_local/aws/restart?kill=1").json() == {"killed": True}
