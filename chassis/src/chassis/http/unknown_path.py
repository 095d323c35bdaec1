"""Addresses that no route has: where a trailing slash leads."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

ROOT = "/v1.0"
_AS_THEY_ARE = "/:@%"  # an encoded character stays encoded; a line break cannot end a header


def redirect_without_slash(event: Mapping[str, Any], trace_id: str) -> dict[str, Any] | None:
    """308 to the same address without its trailing slash; None where there is none to leave out.

    `event` is a request of API Gateway (payload 2.0) that no route has taken. 308 keeps the method and the body.
    Only addresses below the root of the API lead on, so that no address leads to another host.
    """
    path = str(event["rawPath"])
    shorter = path.rstrip("/")
    if shorter == path or not f"{shorter}/".startswith(f"{ROOT}/"):
        return None
    query = event.get("rawQueryString")
    target = quote(shorter, safe=_AS_THEY_ARE)
    headers = {
        "Location": f"{target}?{query}" if query else target,
        "Cache-Control": "no-store",
        "X-Request-ID": trace_id,
    }
    return {"statusCode": 308, "headers": headers, "body": ""}
