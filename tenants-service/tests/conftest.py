"""What tests of this service share: its functions on a fresh table."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from chassis import clients
from chassis.table import Table
from chassis.testing import http_event
from tenants import dependencies
from tenants.api import api


@pytest.fixture
def table(tables: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """The fresh tenants table, with the functions' environment set."""
    monkeypatch.setenv("DOCS_URL", "/docs")
    monkeypatch.setenv("EVENT_BUS_NAME", "default")
    forget_dependencies()
    yield Table(clients.dynamodb(), tables("tenants"))
    forget_dependencies()


def forget_dependencies() -> None:
    """The next use reads the environment anew."""
    for made in vars(dependencies).values():
        if hasattr(made, "cache_clear"):
            made.cache_clear()


@pytest.fixture
def ask(table: Table) -> Callable[..., tuple[int, dict, dict]]:
    """One request through the function's handler: status, headers, body."""

    def request(method: str, path: str, who=None, **options) -> tuple[int, dict, dict]:
        reply = api(http_event(method, path, caller=who, **options), None)
        return reply["statusCode"], reply["headers"], json.loads(reply["body"])

    return request


@pytest.fixture
def everything(table: Table) -> Callable[[], list[dict]]:
    """All items as the table holds them, to show that a refused request changed nothing."""

    def items() -> list[dict]:
        found = table.client.scan(TableName=table.name, ConsistentRead=True)["Items"]
        return sorted(found, key=lambda item: (item["PK"]["S"], item["SK"]["S"]))

    return items


class IdentityPool:
    """A Cognito user pool as verifiers see it: really signed tokens, and a key set over HTTP that can fail."""

    issuer = "https://cognito-idp.af-south-1.amazonaws.com/af-south-1_test"
    audience = "client-of-a-test"

    def __init__(self) -> None:
        self.keys = {"key-1": rsa.generate_private_key(public_exponent=65537, key_size=2048)}
        self.answer: tuple[int, bytes] | None = None  # instead of the key set
        self.asked = 0
        self.jwks_url = ""

    def key_set(self) -> bytes:
        public = {name: RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) for name, key in self.keys.items()}
        return json.dumps(
            {"keys": [{**jwk, "kid": name, "alg": "RS256", "use": "sig"} for name, jwk in public.items()]}
        ).encode()

    def claims(self, **changed) -> dict:
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

    def token(self, *, key=None, algorithm="RS256", headers=None, **changed) -> str:
        signing = self.keys["key-1"] if key is None else key
        payload = json.dumps(self.claims(**changed)).encode()  # jwt.encode would refuse to write the odd ones
        return jwt.PyJWS().encode(payload, signing, algorithm, {"kid": "key-1", **(headers or {})})


@pytest.fixture(scope="session")
def pool_server() -> Iterator[tuple[ThreadingHTTPServer, dict]]:
    """The HTTP side of the pool, one server a session."""
    current: dict[str, IdentityPool] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pool = current["pool"]
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
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server, current
        server.shutdown()


@pytest.fixture(scope="session")
def session_pool() -> IdentityPool:
    """Its key is made once: that takes a while."""
    return IdentityPool()


@pytest.fixture
def pool(pool_server: tuple, session_pool: IdentityPool) -> IdentityPool:
    """A fresh pool with the session's key."""
    server, current = pool_server
    fresh = IdentityPool.__new__(IdentityPool)
    fresh.keys, fresh.answer, fresh.asked = dict(session_pool.keys), None, 0
    fresh.jwks_url = f"http://127.0.0.1:{server.server_port}/.well-known/jwks.json"
    current["pool"] = fresh
    return fresh
