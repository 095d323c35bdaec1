"""Two ASGI applications: the public front, and the load balancer inside that serves only WordPress hosts."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx
import yaml
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from local_platform.front import pages
from local_platform.front.browser import show_to_person
from local_platform.front.gateway import Gateway
from local_platform.front.mail import Inbox
from local_platform.front.problems import problem
from local_platform.front.sign_in import SignInPages
from local_platform.front.site_list import SiteList
from local_platform.front.sites import Sites
from local_platform.origins import is_foreign_origin, is_own_host

BASE_DOMAIN = ".localhost"
PRIVATE = ("/_local/", "/mail")  # control, tokens and mail: for people and programs of this machine
ALL_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
_RESOURCE = re.compile(r"[\w/-]+", re.ASCII)
_NO_SCRIPTS = "sandbox; default-src 'none'; img-src data: http: https:; style-src 'unsafe-inline'"
_OWN_ONLY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

type Json = dict[str, Any]
type Endpoint = Callable[[Request], Awaitable[Response]]


class Control(Protocol):
    """Control of a running local platform."""

    def status(self) -> Json:
        """Which parts run."""
        ...

    def set_faults(self, faults: Json) -> Json:
        """Set or end faults; raises ValueError for faults that cannot be read."""
        ...

    def restart_aws(self, *, kill: bool) -> Json:
        """Restart the embedded AWS while everything else runs."""
        ...


@dataclass
class Published:
    """What the front learns once the platform is ready: the start page of this run, and tokens by role."""

    start_page: pages.StartPage = field(default_factory=pages.StartPage)
    tokens: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Front:
    """Everything that the public port serves."""

    gateway: Gateway
    sites: Sites
    inbox: Inbox
    control: Control
    sign_in: SignInPages
    published: Published
    site_list: SiteList
    contracts: Path

    def app(self) -> ASGIApp:
        """The application of the public port."""
        ours = Starlette(routes=self._routes(), lifespan=self._lifespan)
        ours.router.default = self._everything_else  # not a route: a pattern would miss paths with a line break in them
        return by_host(keep_private(ours), self.sites)

    async def _everything_else(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        response = await show_to_person(request, await self.gateway(request))
        await response(scope, receive, send)

    def _routes(self) -> list[Route]:
        return [
            Route("/", self._start),
            Route("/docs", self._reference),
            Route("/assets/{name}", self._asset),
            Route("/openapi.json", self._contract_as_json),
            Route("/openapi/{name}.json", self._contract_as_json),
            Route("/openapi.yaml", self._contract),
            Route("/openapi/{name}.yaml", self._contract),
            Route("/invitations", self._invitations),
            *self.sign_in.routes(),
            Route("/tenants/{path:path}", self._portal),
            Route("/mail", self._inbox),
            Route("/mail.json", self._mail_json),
            Route("/mail/{mail_id}", self._message),
            Route("/mail/{mail_id}/body", self._message_body),
            Route("/_local/status", self._status),
            Route("/_local/tokens/{role}", self._token),
            Route("/_local/faults", self._faults, methods=["POST"]),
            Route("/_local/aws/restart", self._restart_aws, methods=["POST"]),
        ]

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        yield
        for part in (self.gateway, self.sites, self.inbox, self.sign_in):
            await part.close()

    async def _start(self, _request: Request) -> Response:
        return HTMLResponse(pages.start(self.published.start_page, await self.site_list.read()))

    async def _token(self, request: Request) -> Response:
        """The token of one of the demo people."""
        token = self.published.tokens.get(request.path_params["role"])
        if token is None:
            return problem(404, "NOT_FOUND", "There is no such demo role.")
        return PlainTextResponse(token, headers={"Cache-Control": "no-store"})

    async def _reference(self, request: Request) -> Response:
        contract = request.query_params.get("contract", "platform")
        return HTMLResponse(pages.reference(contract if contract.isalnum() else "platform"))

    async def _invitations(self, _request: Request) -> Response:
        return HTMLResponse(pages.invitations(), headers=_OWN_ONLY)

    async def _portal(self, request: Request) -> Response:
        if not _RESOURCE.fullmatch(request.url.path):  # people paste what the page shows into a shell
            return problem(404, "NOT_FOUND", "There is no such page.")
        return HTMLResponse(pages.portal(request.url.path))

    async def _asset(self, request: Request) -> Response:
        found = pages.asset(request.path_params["name"])
        if found is None:
            return problem(404, "NOT_FOUND", "There is no such asset.")
        return Response(found[0], media_type=found[1], headers={"Cache-Control": "max-age=3600"})

    async def _contract(self, request: Request) -> Response:
        file = self._contract_file(request)
        return PlainTextResponse(file.read_text(), media_type="application/yaml") if file else _no_contract(request)

    async def _contract_as_json(self, request: Request) -> Response:
        file = self._contract_file(request)
        return JSONResponse(await run_in_threadpool(_read_yaml, file)) if file else _no_contract(request)

    def _contract_file(self, request: Request) -> Path | None:
        """The file of the contract that a path names; that of all services when it names none."""
        file = self.contracts / f"{Path(request.path_params.get('name', 'platform')).name}.yaml"
        return file if file.is_file() else None

    async def _inbox(self, _request: Request) -> Response:
        return await self._with_mail(lambda mails: HTMLResponse(pages.inbox(mails)))

    async def _mail_json(self, _request: Request) -> Response:
        return await self._with_mail(lambda mails: JSONResponse({"messages": mails}))

    async def _message(self, request: Request) -> Response:
        return await self._with_one_mail(request, lambda mail: HTMLResponse(pages.message(mail)))

    async def _message_body(self, request: Request) -> Response:
        headers = {"Content-Security-Policy": _NO_SCRIPTS}
        return await self._with_one_mail(request, lambda mail: HTMLResponse(mail["html"], headers=headers))

    async def _with_one_mail(self, request: Request, show: Callable[[Json], Response]) -> Response:
        def pick(mails: list[Json]) -> Response:
            found = [mail for mail in mails if mail["id"] == request.path_params["mail_id"]]
            if found:
                return show(found[0])
            return problem(404, "NOT_FOUND", "There is no such mail. Begin at /mail.")

        return await show_to_person(request, await self._with_mail(pick))

    async def _with_mail(self, show: Callable[[list[Json]], Response]) -> Response:
        try:
            return show(await self.inbox.messages())
        except httpx.HTTPError:
            detail = "The embedded AWS does not answer now. Try again in a moment."
            return problem(502, "BAD_GATEWAY", detail, retry_after=2)

    async def _status(self, _request: Request) -> Response:
        return await _locally(self.control.status)

    async def _faults(self, request: Request) -> Response:
        try:
            faults = await request.json() if await request.body() else {}
        except ValueError:
            return problem(400, "INVALID", "The body is no JSON.")
        return await _locally(lambda: self.control.set_faults(faults))

    async def _restart_aws(self, request: Request) -> Response:
        kill = request.query_params.get("kill", "") not in ("", "0", "false")
        return await _locally(lambda: self.control.restart_aws(kill=kill))


def _no_contract(request: Request) -> Response:
    name = request.path_params.get("name", "platform")
    return problem(404, "NOT_FOUND", f"There is no contract {name}: `make openapi` writes the contracts.")


def _read_yaml(file: Path) -> Json:
    read: Json = yaml.load(file.read_text(), Loader=yaml.CSafeLoader)  # ten times as fast as the one in Python
    return read


async def _locally(act: Callable[[], Json]) -> Response:
    try:
        return JSONResponse(await run_in_threadpool(act))
    except ValueError as error:
        return problem(400, "INVALID", str(error))


def by_host(ours: ASGIApp, sites: Endpoint) -> ASGIApp:
    """Site and tenant hosts go to WordPress, every other to `ours`."""

    async def choose(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await ours(scope, receive, send)
            return
        request = Request(scope, receive, send)
        if not (request.url.hostname or "").endswith(BASE_DOMAIN):
            await ours(scope, receive, send)
            return
        response = await sites(request)
        await response(scope, receive, send)

    return choose


def keep_private(ours: ASGIApp) -> ASGIApp:
    """Refuse private paths to other hosts and origins: pages of other sites in a browser of this machine."""

    async def choose(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PRIVATE):
            headers = Request(scope).headers
            host = headers.get("host", "")
            if not is_own_host(host) or is_foreign_origin(headers.get("origin", ""), host):
                refusal = problem(
                    403, "FORBIDDEN", "Only this platform's own pages may use this address: open localhost."
                )
                await refusal(scope, receive, send)
                return
        await ours(scope, receive, send)

    return choose


def balancer_app(sites: Sites) -> ASGIApp:
    """The load balancer inside: WordPress hosts with the agent's routes, and nothing else."""

    async def nobody(_request: Request) -> Response:
        return problem(404, "NOT_FOUND", "The balancer serves only the hosts of tenants and sites.")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await sites.close()

    return by_host(Starlette(routes=[Route("/{path:path}", nobody, methods=ALL_METHODS)], lifespan=lifespan), sites)
