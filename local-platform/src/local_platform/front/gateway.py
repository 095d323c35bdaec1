"""`/v1.0…` → the HTTP API of the embedded AWS; adds what CloudFront adds in front of the real one."""

import re
import uuid

import httpx
from starlette.requests import Request
from starlette.responses import Response

from local_platform.front.forward import forward, new_client, raw_target
from local_platform.front.problems import problem

ANONYMOUS = "Anonymous"  # the gateway answers a request without Authorization itself, and not as a problem
LONGEST_ANSWER_SECONDS = 32  # the gateway gives up after 30
_REQUEST_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}$")


class Gateway:
    """The data plane of one HTTP API."""

    def __init__(self, aws: str) -> None:
        self.aws = aws
        self.api_id: str | None = None  # known once the API is deployed, as is the key
        self.edge_key = ""
        self._client = new_client(LONGEST_ANSWER_SECONDS)

    async def __call__(self, request: Request) -> Response:
        """Answer what the API answers; a problem when it cannot be reached."""
        trace_id = request_id(request)
        if self.api_id is None:
            detail = "The platform is still starting: try again in a moment."
            return problem(503, "STARTING", detail, trace_id=trace_id, retry_after=1)
        viewer = request.client.host if request.client else ""
        headers = {
            "host": self.aws.removeprefix("http://"),
            "authorization": request.headers.get("authorization") or ANONYMOUS,
            "x-request-id": trace_id,
            "x-edge-key": self.edge_key,
            "x-viewer-address": viewer,
            "x-forwarded-for": viewer,  # the gateway reads the caller's address from it; the client has no say
            "x-forwarded-host": request.headers.get("host", ""),
            "x-forwarded-proto": "http",
        }
        target = f"/_aws/execute-api/{self.api_id}/$default".encode() + raw_target(request)
        try:
            return await forward(self._client, request, self.aws, target=target, headers=headers)
        except httpx.TimeoutException:
            return problem(504, "GATEWAY_TIMEOUT", "The function did not answer in time.", trace_id=trace_id)
        except httpx.HTTPError:
            detail = "The embedded AWS does not answer; it is started again by itself: try again in a moment."
            return problem(502, "BAD_GATEWAY", detail, trace_id=trace_id, retry_after=2)

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.aclose()


def request_id(request: Request) -> str:
    """The caller's X-Request-ID, or a fresh one when it has none or a malformed one."""
    given = request.headers.get("x-request-id", "")
    return given if _REQUEST_ID.match(given) else str(uuid.uuid4())
