"""The front's own errors, as problem documents like those of the API behind it (RFC 9457)."""

import uuid
from http import HTTPStatus

from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"


def problem(status: int, code: str, detail: str, *, trace_id: str = "", retry_after: int | None = None) -> JSONResponse:
    """The response; `retry_after` in seconds."""
    trace_id = trace_id or str(uuid.uuid4())
    title = HTTPStatus(status).phrase
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "traceId": trace_id,
    }
    headers = {"X-Request-ID": trace_id, "Cache-Control": "no-store"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return JSONResponse(body, status, headers, MEDIA_TYPE)
