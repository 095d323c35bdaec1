"""Reads from another service through its public API: as the same caller, with short timeouts and one retry."""

import json
from typing import Any
from urllib.parse import quote

import urllib3

from chassis.access.acts import href
from chassis.errors import Unavailable
from chassis.http.request_context import RequestContext

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
        headers = {
            "Accept": "application/json",
            "Authorization": context.authorization or "",
            "X-Request-ID": context.trace_id,
        }
        try:
            answer = _POOL.request("GET", address, headers=headers, preload_content=False)
            body = answer.read(MAX_BYTES)
        except urllib3.exceptions.HTTPError as error:
            raise Unavailable(
                "A part of our platform does not answer right now. Send the request again in a moment."
            ) from error
        if answer.status in (403, 404):
            return None
        if answer.status != 200:  # noqa: PLR2004 - HTTP's own number
            raise Unavailable("A part of our platform is busy right now. Send the request again in a moment.")
        data: dict[str, Any] = json.loads(body)["data"]
        return data
