"""The ASGI layer: our own routes below `/_edge/`, everything else to MiniStack."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import ministack.app as ministack
from ministack.core import persistence
from ministack.core.responses import set_request_account_id, set_request_region

from local_platform.edge import ecs_state, functions
from local_platform.edge.checkpoints import Checkpoints
from local_platform.edge.faults import Faults, put_aws_events
from local_platform.origins import is_foreign_origin, is_own_host

type Json = dict[str, Any]
type Receive = Callable[[], Awaitable[Json]]
type Send = Callable[[Json], Awaitable[None]]

ACCOUNT = "000000000000"
OPEN_TO_PAGES = ("/_aws/execute-api/", "/oauth2/token")  # the HTTP API decides itself (CORS); a code needs its verifier
TERRAFORM_DELAY_SECONDS = 0.005

checkpoints = Checkpoints(Path(persistence.STATE_DIR))
faults = Faults()
ROUTES: dict[tuple[str, str], Callable[[Json], Json]] = {
    ("POST", "/_edge/aws-events"): put_aws_events,
    ("POST", "/_edge/ecs/services"): ecs_state.report_services,
    ("GET", "/_edge/ecs/services"): lambda _body: ecs_state.desired_state(),
    ("POST", "/_edge/ecs/tasks"): ecs_state.report_tasks,
    ("POST", "/_edge/faults"): faults.set,
    ("POST", "/_edge/functions/warm"): functions.warm,
    ("POST", "/_edge/functions/kill"): functions.kill,
}


async def app(scope: Json, receive: Receive, send: Send) -> None:
    """Answer our own routes; pass everything else to MiniStack."""
    if scope["type"] != "http":
        await ministack.app(scope, receive, send)
        return
    path, headers = scope["path"], dict(scope["headers"])
    if _is_foreign(path, headers):
        await _reply(send, 403, {"message": "Pages of other sites may not use the embedded AWS of this machine."})
        return
    if path.startswith("/_edge/"):
        await _answer_edge(scope, receive, send)
        return
    if not path.startswith("/_ministack/"):
        checkpoints.touch()
    if await faults.apply(headers.get(b"x-amz-target", b"").decode("latin-1")):
        await _reply(send, 400, {"__type": "ThrottlingException", "message": "Rate exceeded"})
        return
    late = TERRAFORM_DELAY_SECONDS if b"HashiCorp" in headers.get(b"user-agent", b"") else 0
    await ministack.app(scope, receive, _delayed(send, late) if late else send)


def _is_foreign(path: str, headers: dict[bytes, bytes]) -> bool:
    """Whether a page of another site sends this: MiniStack lets pages of all origins read its answers.

    Portals are pages of other origins: they call the HTTP API, and exchange the code of a sign-in for tokens.
    """
    host, origin = (headers.get(name, b"").decode("latin-1") for name in (b"host", b"origin"))
    is_ours = is_own_host(host) or host.partition(":")[0].endswith(".localhost")
    return not is_ours or (not path.startswith(OPEN_TO_PAGES) and is_foreign_origin(origin, host))


def _delayed(send: Send, seconds: float) -> Send:
    async def later(message: Json) -> None:
        if message["type"] == "http.response.start":
            await asyncio.sleep(seconds)
        await send(message)

    return later


async def _answer_edge(scope: Json, receive: Receive, send: Send) -> None:
    route = ROUTES.get((scope["method"], scope["path"]))
    if route is None:
        await _reply(send, 404, {"message": f"The edge has no {scope['method']} {scope['path']}."})
        return
    try:
        body = json.loads(await _body(receive) or b"{}")
        answer = await asyncio.to_thread(_in_scope, route, body)
    except (KeyError, TypeError, ValueError) as error:
        await _reply(send, 400, {"message": f"The edge cannot read this body: {error!r}"})
        return
    if scope["method"] != "GET":
        checkpoints.touch()
    await _reply(send, 200, answer)


def _in_scope(route: Callable[[Json], Json], body: Json) -> Json:
    set_request_account_id(ACCOUNT)
    set_request_region(os.environ.get("MINISTACK_REGION", "af-south-1"))
    return route(body)


async def _body(receive: Receive) -> bytes:
    chunks, more = [], True
    while more:
        message = await receive()
        chunks.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(chunks)


async def _reply(send: Send, status: int, answer: Json) -> None:
    body = json.dumps(answer, default=str).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
