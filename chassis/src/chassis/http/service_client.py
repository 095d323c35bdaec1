"""Reads from another service through its API: as the same caller, with short timeouts and one retry.

The request goes to the gateway itself, with the edge's key. Through the edge, all functions together would be one
visitor to its firewall, because they share a few addresses of AWS (docs/decisions/0044).
"""

import json
from typing import Any
from urllib.parse import quote

import urllib3

from chassis.access.acts import href
from chassis.errors import Unavailable
from chassis.http.edge import EDGE_KEY, read_edge_keys
from chassis.http.request_context import VIEWER, RequestContext

MAX_BYTES = 1024 * 1024
_POOL = urllib3.PoolManager(
    timeout=urllib3.Timeout(connect=1, read=4),
    retries=urllib3.Retry(
        total=1, backoff_factor=0.1, status_forcelist=(502, 503, 504), redirect=0, raise_on_status=False
    ),
)


class ServiceClient:
    """The API of another service; each service wraps it in `clients/` and names the few resources that it reads."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")

    def get(self, context: RequestContext, act: str, **ids: str) -> dict[str, Any] | None:
        """Return the `data` of the act's answer (e.g. `get_tenant`), None when the caller cannot see the resource.

        Raises:
            Unavailable: the service does not answer, or answers with an unexpected status.
        """
        address = self.base_url + href(act, **{name: quote(value, safe="") for name, value in ids.items()})
        status, body = 403, b""
        for key in read_edge_keys():  # while keys are rotated, the other service may know only the second
            if status == 403:  # noqa: PLR2004 - HTTP's own number
                status, body = _send(address, _headers(context, key))
        if status in (403, 404):
            return None
        if status != 200:  # noqa: PLR2004 - HTTP's own number
            raise Unavailable("A part of our platform is busy right now. Send the request again in a moment.")
        data: dict[str, Any] = json.loads(body)["data"]
        return data


def _headers(context: RequestContext, key: bytes) -> dict[str, str]:
    """As the edge would send it: with its key, and the address of the caller."""
    return {
        "Accept": "application/json",
        "Authorization": context.authorization or "",
        "X-Request-ID": context.trace_id,
        EDGE_KEY: key.decode(),
        VIEWER: context.source.partition("/")[0],
    }


def _send(address: str, headers: dict[str, str]) -> tuple[int, bytes]:
    try:
        answer = _POOL.request("GET", address, headers=headers, preload_content=False)
        return answer.status, answer.read(MAX_BYTES)
    except urllib3.exceptions.HTTPError as error:
        raise Unavailable(
            "A part of our platform does not answer right now. Send the request again in a moment."
        ) from error
