"""Host names → WordPress: which tenant a host belongs to, and the request passed on to a healthy task of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

import httpx
from botocore.exceptions import BotoCoreError, ClientError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from local_platform.clients import Aws
from local_platform.front.forward import forward, new_client, raw_target
from local_platform.front.pages import no_such_site, site_is_away
from local_platform.front.php_query import read_query
from local_platform.names import full_name

REMEMBERED_SECONDS = 2
SLOWEST_PAGE_SECONDS = 60
RETRY_SECONDS = 3
AGENT = "/bbws/"
PROBE = "/healthz"
AGENT_KEY = "x-bbws-agent-key"

type Upstream = Callable[[str], int | None]
"""The port of a healthy task for a host name `tenant-{slug}.…`, None when there is none."""


@dataclass(frozen=True)
class Site:
    """The tenant of a host; `slug` is None for an unknown host."""

    slug: str | None
    until: float


class Hosts:
    """Finds the tenant of a host: by its own name, or by the sites table's `SUBDOMAIN#{subdomain}` guard.

    The balancer's rules say whether the tenant's network is reached at all. AWS has no rule for a site's own host yet
    (docs/decisions/0039): the table stands in for it here.
    """

    def __init__(self, aws: Aws) -> None:
        self._aws = aws
        self._known: dict[str, Site] = {}

    async def slug_of(self, host: str) -> str | None:
        """The tenant's slug, None for an unknown host.

        Raises:
            ClientError | BotoCoreError: the embedded AWS is away.
        """
        label = host.partition(".")[0]
        if label.startswith("tenant-"):
            return label.removeprefix("tenant-")
        known = self._known.get(label)
        if known is None or known.until < time.monotonic():
            slug = await run_in_threadpool(self._look_up, label)
            known = self._known[label] = Site(slug, time.monotonic() + REMEMBERED_SECONDS)
        return known.slug

    def _look_up(self, subdomain: str) -> str | None:
        key = {"PK": {"S": f"SUBDOMAIN#{subdomain}"}, "SK": {"S": "UNIQUE"}}
        item = self._aws("dynamodb").get_item(TableName=full_name("sites"), Key=key, ConsistentRead=True).get("Item")
        return slug_of_tenant(item["tenantId"]["S"]) if item else None


def slug_of_tenant(tenant_id: str) -> str:
    """The first twelve hex digits of the tenant's UUID."""
    return tenant_id.removeprefix("tenant-").replace("-", "")[:12]


class Sites:
    """Serves site and tenant hosts; `public` keeps the agent's routes for the platform itself."""

    def __init__(self, hosts: Hosts, upstream: Upstream, *, public: bool) -> None:
        self._hosts, self._upstream, self._public = hosts, upstream, public
        self._client = new_client(SLOWEST_PAGE_SECONDS)

    async def __call__(self, request: Request) -> Response:
        """The page, or a friendly one that says why there is none."""
        host = request.url.hostname or ""
        if self._public and is_internal(request):
            return _no_such_site(request)
        try:
            slug = await self._hosts.slug_of(host)
        except (BotoCoreError, ClientError):
            return self._away(host)
        if slug is None:
            return _no_such_site(request)
        port = self._upstream(f"tenant-{slug}.localhost")
        if port is None:
            return self._away(host)
        return await self._pass_on(request, host, port)

    async def _pass_on(self, request: Request, host: str, port: int) -> Response:
        headers = {"host": request.headers.get("host", ""), "x-forwarded-proto": "http", "x-forwarded-for": "127.0.0.1"}
        if self._public:
            headers[AGENT_KEY] = ""  # WordPress reads routes from forms too; without the key there is no agent
        try:
            origin = f"http://127.0.0.1:{port}"
            return await forward(self._client, request, origin, target=raw_target(request), headers=headers)
        except httpx.HTTPError:
            return self._away(host)

    def _away(self, host: str) -> Response:
        return HTMLResponse(site_is_away(host, RETRY_SECONDS), 503, {"Retry-After": str(RETRY_SECONDS)})

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.aclose()


def _no_such_site(request: Request) -> Response:
    front = f"http://localhost:{request.url.port}" if request.url.port else ""
    return HTMLResponse(no_such_site(request.url.hostname or "", front), 404)


def is_internal(request: Request) -> bool:
    """Whether the request is the balancer's probe, or for the agent in any spelling that WordPress understands."""
    path = "/".join(part for part in unquote(request.url.path).lower().split("/") if part)
    routes = [value for name, value in read_query(request.url.query) if name == "rest_route"]
    asks_agent = any(f"/{route.lower().strip('/')}/".startswith(AGENT) for route in routes)
    return "wp-json/bbws" in path or f"/{path}" == PROBE or asks_agent
