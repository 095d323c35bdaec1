"""The front, before an upstream that shows what reached it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local_platform.clients import Aws
from local_platform.front.app import Front, Published, balancer_app
from local_platform.front.gateway import Gateway
from local_platform.front.mail import Inbox
from local_platform.front.pages import StartPage
from local_platform.front.sign_in import SignInPages
from local_platform.front.site_list import ListedSite
from local_platform.front.sites import Sites
from local_platform.testing import serving

MAIL = {
    "MessageId": "m1@email.amazonses.com",
    "Source": "a@b.example",
    "To": ["c@d.example"],
    "CC": [],
    "BCC": [],
    "Subject": "Your <site>",
    "BodyText": "Hello",
    "BodyHtml": "<script>alert(1)</script>",
    "Timestamp": 1_700_000_000.0,
    "Type": "SendEmail",
}


async def show(request: Request) -> Response:
    if request.query_params.get("answer") == "problem":
        problem = {"title": "Sign <in> first", "detail": "Send a token.", "status": 401, "code": "UNAUTHORIZED"}
        return JSONResponse(problem | {"traceId": "t-1"}, 401, media_type="application/problem+json")
    if request.url.path.endswith("/v1.0"):
        root = {"data": {"name": "Control plane", "version": "1.0.0"}, "_links": {}}
        return JSONResponse(root, headers={"X-Request-ID": "t-1"})
    body = await request.body()
    seen = {"path": request.scope["raw_path"].decode(), "query": request.url.query, "body": body.decode("latin-1")}
    seen |= {"headers": dict(request.headers), "method": request.method}
    return JSONResponse(seen, 207, {"X-Upstream": "1", "Set-Cookie": "a=1"})


async def mails(_request: Request) -> Response:
    return JSONResponse({"messages": {"000000000000": [MAIL]}})


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    """The port of something that shows what it gets, and serves one mail as MiniStack does."""
    methods = ["GET", "POST", "DELETE", "OPTIONS"]
    routes = [Route("/_ministack/ses/messages", mails), Route("/{path:path}", show, methods=methods)]
    with serving(Starlette(routes=routes)) as client:
        yield int(client.base_url.port or 0)


@dataclass(frozen=True)
class Balancer:
    """Rules for a tenant and its site, and for a site behind which nothing runs."""

    port: int

    def has_rule(self, host: str) -> bool:
        return host in ("acme.localhost", "tenant-abc.localhost", "asleep.localhost")

    def upstream(self, host: str) -> int | None:
        return None if host == "asleep.localhost" else self.port


class SiteList:
    """One site that is live, one that is not yet."""

    async def read(self) -> list[ListedSite]:
        live = ListedSite("Karoo <Books>", "http://karoo.localhost:1", "ACTIVE")
        return [live, ListedSite("Later", None, "PROVISIONING")]


class Control:
    """Remembers what it was asked."""

    def status(self) -> dict[str, Any]:
        return {"aws": "up"}

    def set_faults(self, faults: dict[str, Any]) -> dict[str, Any]:
        if "unknown" in faults:
            raise ValueError("unknown: no such fault")
        return faults

    def restart_aws(self, *, kill: bool) -> dict[str, Any]:
        return {"killed": kill}


def front(port: int, *, api_id: str | None = "api1") -> Front:
    gateway = Gateway(f"http://127.0.0.1:{port}")
    gateway.api_id, gateway.edge_key = api_id, "the edge's key"
    return Front(
        gateway=gateway,
        sites=Sites(Balancer(port), public=True),
        inbox=Inbox(f"http://127.0.0.1:{port}"),
        control=Control(),
        sign_in=SignInPages(Aws(f"http://127.0.0.1:{port}")),
        published=Published(
            StartPage("http://localhost:1/v1.0", ("curl <x>",), {"Demo tenant": "tenant-1"}), {"tenant_admin": "ey.a.b"}
        ),
        site_list=SiteList(),  # type: ignore[arg-type] - a stand-in
        contracts=Path(__file__).parents[2] / "fixtures" / "tiny" / "openapi",
    )


@pytest.fixture(scope="module")
def address(upstream: int) -> Iterator[httpx.URL]:
    with serving(front(upstream).app()) as client:
        yield client.base_url


@pytest.fixture
def client(address: httpx.URL) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture
def make_front() -> Callable[..., Front]:
    """A front with other parts than those of `client`."""
    return front


@pytest.fixture
def inside(upstream: int) -> Iterator[httpx.Client]:
    """A client of the balancer inside, which serves the agent's routes."""
    with serving(balancer_app(Sites(Balancer(upstream), public=False))) as client:
        yield client
