"""Passes a request on and its answer back, byte for byte: the path as it came, both bodies as streams."""

from collections.abc import AsyncIterator, Mapping

import httpx
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import StreamingResponse

_HOP_BY_HOP = frozenset(
    [
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ]
)


def new_client(timeout_seconds: float) -> httpx.AsyncClient:
    """A client that changes nothing: no redirects, no proxies of the machine, as many connections as it takes."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=30)
    timeout = httpx.Timeout(timeout_seconds, connect=2)
    client = httpx.AsyncClient(timeout=timeout, limits=limits, follow_redirects=False, trust_env=False)
    for name in list(client.headers):  # its own Accept-Encoding would bring answers that the caller cannot read
        del client.headers[name]
    return client


async def forward(
    client: httpx.AsyncClient, request: Request, origin: str, *, target: bytes, headers: Mapping[str, str]
) -> StreamingResponse:
    """Send the request to `origin` with this raw request target; `headers` replace those of the same name.

    Raises:
        httpx.HTTPError: nobody answers there.
    """
    sent = client.build_request(
        request.method,
        origin,
        headers=_passed_on(request, headers),
        content=_body(request),
        extensions={"target": target},
    )
    answer = await client.send(sent, stream=True)
    kept = [(name, value) for name, value in answer.headers.raw if name.lower().decode() not in _HOP_BY_HOP]
    response = StreamingResponse(answer.aiter_raw(), answer.status_code, background=BackgroundTask(answer.aclose))
    response.raw_headers = [(name.lower(), value) for name, value in kept]
    return response


def raw_target(request: Request) -> bytes:
    """Path and query as the client wrote them."""
    query: bytes = request.scope["query_string"]
    path: bytes = request.scope["raw_path"]
    return path + (b"?" + query if query else b"")


def _passed_on(request: Request, replaced: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    dropped = _HOP_BY_HOP | {name.lower() for name in replaced}
    kept = [(name, value) for name, value in request.headers.raw if name.decode("latin-1") not in dropped]
    return kept + [(name.encode(), value.encode("latin-1")) for name, value in replaced.items()]


def _body(request: Request) -> AsyncIterator[bytes] | None:
    has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
    return request.stream() if has_body else None
