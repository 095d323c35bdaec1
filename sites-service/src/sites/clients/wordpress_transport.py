"""HTTP to a WordPress that is reached at one address and called by many names; bounded in time and size."""

import time
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from sites.clients.wordpress_errors import WpBadAnswer, WpUnreachable

CONNECT_SECONDS, READ_SECONDS = 3, 30
MAX_BYTES = 1024 * 1024
_CHUNK = 64 * 1024


class WordPressTransport:
    """One session a process; nothing of one tenant stays in it for the next: no cookies, credentials per call."""

    def __init__(self, connect_url: str) -> None:
        self.connect_url = connect_url.rstrip("/")
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.session.mount("https://", _ByPublicName())

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
        try:
            with self.session.request(
                method,
                self.connect_url + path,
                headers={**headers, "Host": host},
                auth=auth,
                json=json,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as answer:
                return answer.status_code, answer.headers.get("Content-Type", ""), _body(answer)
        except requests.RequestException as error:
            raise WpUnreachable(code=type(error).__name__) from error


def _body(answer: requests.Response) -> bytes:
    """The body, unless it is too large or drips in too slowly."""
    until = time.monotonic() + READ_SECONDS
    body = bytearray()
    for chunk in answer.iter_content(_CHUNK):
        body += chunk
        if len(body) > MAX_BYTES:
            raise WpBadAnswer(answer.status_code, "too_large")
        if time.monotonic() > until:
            raise WpUnreachable(answer.status_code, "too_slow")
    return bytes(body)


class _ByPublicName(HTTPAdapter):
    """Checks the certificate against the name in `Host`, because the address that we connect to has another."""

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: bool | str, cert: str | tuple[str, str] | None = None
    ) -> Any:  # noqa: ANN401 - the stubs name private types here
        """The pool of connections for this request: one a public name."""
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        name = request.headers.get("Host") or urlsplit(str(request.url)).hostname
        return host, {**pool, "server_hostname": name, "assert_hostname": name}
