"""Answers of the API for a person who opens its address in a browser: a page in place of JSON."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from local_platform.front import pages

ROOT = "/v1.0"
PROBLEM = "application/problem+json"
_DROPPED = frozenset({"content-type", "content-length"})


def is_browser(request: Request) -> bool:
    """Whether a person asks: a browser that opens an address names HTML first; clients of the API do not."""
    return request.method in ("GET", "HEAD") and request.headers.get("accept", "").startswith("text/html")


async def show_to_person(request: Request, response: Response) -> Response:
    """The page for a problem or for the root of the API; every other answer as it is."""
    if not is_browser(request):
        return response
    is_problem = response.headers.get("content-type", "").startswith(PROBLEM)
    if not is_problem and not (request.url.path == ROOT and response.status_code == 200):  # noqa: PLR2004 - OK
        return response
    body = json.loads(await _read(response))
    page = pages.problem(body) if is_problem else pages.api_root(body, str(request.url))
    headers = {name: value for name, value in response.headers.items() if name not in _DROPPED}
    return HTMLResponse(page, response.status_code, headers)


async def _read(response: Response) -> bytes:
    if not isinstance(response, StreamingResponse):
        return bytes(response.body)
    parts: list[Any] = [part async for part in response.body_iterator]
    if response.background is not None:
        await response.background()  # lets the connection go
    return b"".join(part.encode() if isinstance(part, str) else bytes(part) for part in parts)
