"""Host names → WordPress: the balancer's rules choose the tenant, and a healthy task of it gets the request."""

from typing import Protocol
from urllib.parse import unquote

import httpx
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from local_platform.front.forward import forward, new_client, raw_target
from local_platform.front.pages import no_such_site, site_is_away
from local_platform.front.php_query import read_query

SLOWEST_PAGE_SECONDS = 60
RETRY_SECONDS = 3
AGENT = "/bbws/"
PROBE = "/healthz"
AGENT_KEY = "x-bbws-agent-key"


class Balancer(Protocol):
    """The balancer's rules, and the tasks behind them."""

    def has_rule(self, host: str) -> bool:
        """Whether a rule sends this host to a tenant."""

    def upstream(self, host: str) -> int | None:
        """The port of a healthy task for this host; None when nothing answers there."""


class Sites:
    """Serves site and tenant hosts; `public` keeps the agent's routes for the platform itself.

    As on AWS, only a rule of the balancer leads to a tenant, and who has none gets 503: a new rule needs a moment.
    """

    def __init__(self, balancer: Balancer, *, public: bool) -> None:
        self._balancer, self._public = balancer, public
        self._client = new_client(SLOWEST_PAGE_SECONDS)

    async def __call__(self, request: Request) -> Response:
        """The page, or a friendly one that says why there is none."""
        host = request.url.hostname or ""
        if self._public and is_internal(request):
            return HTMLResponse(_no_such_site(request), 404)
        if not self._balancer.has_rule(host):
            return _unavailable(_no_such_site(request))
        port = self._balancer.upstream(host)
        if port is None:
            return _unavailable(site_is_away(host, RETRY_SECONDS))
        return await self._pass_on(request, host, port)

    async def _pass_on(self, request: Request, host: str, port: int) -> Response:
        headers = {"host": request.headers.get("host", ""), "x-forwarded-proto": "http", "x-forwarded-for": "127.0.0.1"}
        if self._public:
            headers[AGENT_KEY] = ""  # WordPress reads routes from forms too; without the key there is no agent
        try:
            origin = f"http://127.0.0.1:{port}"
            return await forward(self._client, request, origin, target=raw_target(request), headers=headers)
        except httpx.HTTPError:
            return _unavailable(site_is_away(host, RETRY_SECONDS))

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.aclose()


def _no_such_site(request: Request) -> str:
    front = f"http://localhost:{request.url.port}" if request.url.port else ""
    return no_such_site(request.url.hostname or "", front)


def _unavailable(page: str) -> Response:
    return HTMLResponse(page, 503, {"Retry-After": str(RETRY_SECONDS)})


def is_internal(request: Request) -> bool:
    """Whether the request is the balancer's probe, or for the agent in any spelling that WordPress understands."""
    path = "/".join(part for part in unquote(request.url.path).lower().split("/") if part)
    routes = [value for name, value in read_query(request.url.query) if name == "rest_route"]
    asks_agent = any(f"/{route.lower().strip('/')}/".startswith(AGENT) for route in routes)
    return "wp-json/bbws" in path or f"/{path}" == PROBE or asks_agent
