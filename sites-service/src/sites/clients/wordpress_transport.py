"""HTTP to a WordPress that is reached at one address and called by many names; bounded in time and size."""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import certifi
import urllib3

from sites.clients.wordpress_errors import WpBadAnswer, WpUnreachable

CONNECT_SECONDS, READ_SECONDS = 3, 30
MAX_BYTES = 1024 * 1024
_CHUNK = 64 * 1024


class WordPressTransport:
    """The connections of a process; nothing of one tenant stays in them for the next: credentials come per call."""

    def __init__(self, connect_url: str) -> None:
        self.connect_url = connect_url.rstrip("/")
        timeout = urllib3.Timeout(CONNECT_SECONDS, READ_SECONDS)
        self._pools = urllib3.PoolManager(timeout=timeout, retries=False, ca_certs=certifi.where())

    def send(
        self,
        method: str,
        host: str,
        path: str,
        *,
        headers: Mapping[str, str],
        auth: tuple[str, str] | None = None,
        json: Mapping[str, Any] | None = None,
    ) -> tuple[int, str, bytes]:
        """Status, content type and body of one call to `host`; redirects are answers, not followed.

        Raises:
            WpUnreachable: no connection, or no complete answer in time.
            WpBadAnswer: more than 1 MiB.
        """
        credentials = urllib3.make_headers(basic_auth=":".join(auth)) if auth else {}
        try:
            answer = self.pool(host).request(
                method,
                urlsplit(self.connect_url).path + path,
                headers={**headers, **credentials, "Host": host},
                json=json,
                redirect=False,
                preload_content=False,
            )
            try:
                return answer.status, answer.headers.get("Content-Type", ""), _body(answer)
            finally:
                answer.close() if answer.length_remaining else answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise WpUnreachable(code=type(error).__name__) from error

    def pool(self, host: str) -> urllib3.HTTPConnectionPool:
        """Connections that check the certificate against `host`: the address that we connect to has another name."""
        address = urlsplit(self.connect_url)
        names = {"server_hostname": host, "assert_hostname": host} if address.scheme == "https" else {}
        return self._pools.connection_from_host(address.hostname, address.port, address.scheme, pool_kwargs=names)


def _body(answer: urllib3.BaseHTTPResponse) -> bytes:
    """The body, unless it is too large or drips in too slowly."""
    until = time.monotonic() + READ_SECONDS
    body = bytearray()
    for chunk in answer.stream(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > MAX_BYTES:
            raise WpBadAnswer(answer.status, "too_large")
        if time.monotonic() > until:
            raise WpUnreachable(answer.status, "too_slow")
    return bytes(body)
