"""A Cognito user pool as verifiers see it: really signed tokens, and a key set over HTTP that can fail."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


@cache
def signing_key(name: str) -> rsa.RSAPrivateKey:
    """A key; made once a process and name, because that takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class IdentityPool:
    """One pool with one client.

    Attributes:
        keys: what it signs with, by name; may be changed as a pool rotates them.
        answer: status and body to give instead of the key set; None for the key set.
        asked: how often the key set was asked for.
    """

    issuer = "https://cognito-idp.af-south-1.amazonaws.com/af-south-1_test"
    audience = "client-of-a-test"

    def __init__(self, jwks_url: str = "") -> None:
        self.keys = {"key-1": signing_key("key-1")}
        self.answer: tuple[int, bytes] | None = None
        self.asked = 0
        self.jwks_url = jwks_url

    def key_set(self) -> bytes:
        """The public keys, as the pool publishes them."""
        public = {name: RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) for name, key in self.keys.items()}
        return json.dumps(
            {"keys": [{**jwk, "kid": name, "alg": "RS256", "use": "sig"} for name, jwk in public.items()]}
        ).encode()

    def claims(self, **changed: Any) -> dict[str, Any]:  # noqa: ANN401 - claims may hold any JSON, and hostile ones do
        """The claims of a good ID token, changed; None leaves one out."""
        now = int(time.time())
        whole = {
            "sub": "11111111-2222-4333-8444-555555555555",
            "email": "Mo@Example.com",
            "email_verified": True,
            "iss": self.issuer,
            "aud": self.audience,
            "token_use": "id",
            "auth_time": now,
            "iat": now,
            "exp": now + 3600,
        }
        return {name: value for name, value in {**whole, **changed}.items() if value is not None}

    def token(
        self,
        *,
        key: Any = None,  # noqa: ANN401 - whatever the algorithm signs with
        algorithm: str = "RS256",
        headers: Mapping[str, Any] | None = None,
        **changed: Any,  # noqa: ANN401 - as in `claims`
    ) -> str:
        """A token; good unless something is changed."""
        signing = self.keys["key-1"] if key is None else key
        payload = json.dumps(self.claims(**changed)).encode()  # jwt.encode would refuse to write the odd ones
        return jwt.PyJWS().encode(payload, signing, algorithm, {"kid": "key-1", **(headers or {})})


@contextmanager
def serving() -> Iterator[IdentityPool]:
    """A fresh pool that answers over HTTP."""
    pool = IdentityPool()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pool.asked += 1
            status, body = pool.answer or (200, pool.key_set())
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        pool.jwks_url = f"http://127.0.0.1:{server.server_port}/.well-known/jwks.json"
        yield pool
        server.shutdown()
