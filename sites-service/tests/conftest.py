"""Fixtures of the sites tests: the service on fresh tables; other services and WordPress with scripted answers."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from chassis.access.caller import Caller, Role
from chassis.dynamodb.table import Table
from chassis.runtime import clients
from chassis.testing import caller, http_event
from chassis.testing.contents import contents
from sites import dependencies
from sites.api import api
from sites.dao.eligibility_dao import EligibilityDAO
from sites.domain.site_eligibility import InstanceSnapshot, TenantSnapshot

TENANT = "tenant-0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
OTHER = "tenant-ffffffff-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
SITES = "/v1.0/tenants/{tenant_id}/sites"
SITE = SITES + "/{site_id}"


@dataclass
class HttpFake:
    """A server that gives the scripted answer per (method, path), and records its requests."""

    url: str = ""
    answers: dict[tuple[str, str], object] = field(default_factory=dict)
    asked: list[dict] = field(default_factory=list)

    def tell(self, method: str, path: str, status: int, body: object, **headers: str) -> None:
        """Set the answer of a method and path from now on: JSON, or bytes as they are."""
        self.answers[method, path] = (status, body, headers)


@pytest.fixture
def http_fake() -> Iterator[HttpFake]:
    fake = HttpFake()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            fake.asked.append(
                {
                    "method": self.command,
                    "path": self.path,
                    "headers": {name.lower(): value for name, value in self.headers.items()},
                    "body": json.loads(body) if body else None,
                }
            )
            answer = fake.answers.get((self.command, self.path), (404, {"code": "NOT_FOUND"}, {}))
            status, found, headers = answer() if callable(answer) else answer
            raw = found if isinstance(found, bytes) else json.dumps(found).encode()
            self.send_response(status)
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            for name, value in ({"Content-Type": "application/json; charset=UTF-8"} | sent).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = _serve  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    fake.url = f"http://127.0.0.1:{server.server_port}"
    yield fake
    server.shutdown()
    server.server_close()


def forget_services() -> None:
    for cached in (
        "settings",
        "site_service",
        "site_change_service",
        "workflow_runner",
        "dead_letters",
        "relay",
        "eligibility_projector",
    ):
        getattr(dependencies, cached).cache_clear()


@dataclass
class Service:
    """The sites service on its tables, called through its API."""

    table: Table
    operations: Table
    neighbours: HttpFake

    def make_eligible(self, tenant_id: str = TENANT, *, tier: str = "STANDARD", status: str = "ACTIVE", state="ACTIVE"):
        eligibility = EligibilityDAO(self.table)
        eligibility.apply_tenant(TenantSnapshot(tenant_id=tenant_id, status=status, version=5))
        eligibility.apply_instance(InstanceSnapshot(tenant_id=tenant_id, state=state, tier=tier, version=5))

    def owners_say(self, tenant_id: str = TENANT, *, status="ACTIVE", state="ACTIVE", tier="STANDARD", version=9):
        tenant = {"data": {"tenantId": tenant_id, "status": status, "version": version}}
        instance = {"data": {"tenantId": tenant_id, "state": state, "tier": tier, "version": version}}
        self.neighbours.tell("GET", f"/v1.0/tenants/{tenant_id}", 200, tenant)
        self.neighbours.tell("GET", f"/v1.0/tenants/{tenant_id}/instances/primary", 200, instance)

    def call(self, method: str, path: str, who: Caller | None, **options) -> tuple[int, dict, dict]:
        parameters = {"tenant_id": TENANT} | options.pop("parameters", {})
        reply = api(http_event(method, path, caller=who, parameters=parameters, **options), None)
        return reply["statusCode"], json.loads(reply["body"]), reply["headers"]

    def create(self, who: Caller | None = None, **options) -> tuple[int, dict, dict]:
        body = {"siteName": "Acme Shop", "subdomain": "acme-shop"} | options.pop("body", {})
        return self.call("POST", SITES, who or ADMIN, body=body, **options)

    def items(self) -> list[dict]:
        """List all items of the sites table."""
        return contents(self.table)

    def outbox(self) -> list[str]:
        return sorted(item["name"] for item in self.items() if item["SK"].startswith("OUTBOX#"))


ADMIN = caller(Role.TENANT_ADMIN, tenant_id=TENANT, user_id="user-admin")
OPERATOR = caller(Role.TENANT_OPERATOR, tenant_id=TENANT, user_id="user-operator")
VIEWER = caller(Role.TENANT_VIEWER, tenant_id=TENANT, user_id="user-viewer")
STAFF = caller(Role.PLATFORM_ADMIN, user_id="user-staff")
STAFF_VIEWER = caller(Role.PLATFORM_VIEWER, user_id="user-watcher")
STRANGER = caller(Role.TENANT_ADMIN, tenant_id=OTHER, user_id="user-stranger")


@pytest.fixture
def people() -> dict[str, Caller]:
    return {
        "admin": ADMIN,
        "operator": OPERATOR,
        "viewer": VIEWER,
        "staff": STAFF,
        "staff_viewer": STAFF_VIEWER,
        "stranger": STRANGER,
    }


@pytest.fixture
def service(tables, http_fake, monkeypatch) -> Iterator[Service]:
    monkeypatch.setenv("API_URL", http_fake.url)
    monkeypatch.setenv("WORDPRESS_LANGUAGES", "en_US,de_DE")
    forget_services()
    client = clients.dynamodb()
    yield Service(Table(client, tables("sites")), Table(client, tables("operations")), http_fake)
    forget_services()


@pytest.fixture
def starter() -> dict:
    """The catalogue's answer for a published template."""
    return {
        "data": {
            "templateId": "template-starter",
            "status": "PUBLISHED",
            "version": "1.2.0",
            "themeSlug": "twentytwentythree",
            "pages": [{"slug": "about", "title": "About", "content": "<p>Us</p>"}],
            "frontPage": "about",
        }
    }


@pytest.fixture
def at_once() -> Callable[[int, Callable[[int], object]], list]:
    """Calls a function on many threads that begin together; returns the results in the threads' order."""

    def run(count: int, work: Callable[[int], object]) -> list:
        start = threading.Barrier(count)

        def one(number: int) -> object:
            start.wait()
            return work(number)

        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(one, range(count)))

    return run
