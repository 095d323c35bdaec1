"""What the consumers' tests share: the sites domain on fresh tables, and a simulated WordPress of one tenant."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from chassis import clients
from chassis.caller import Role
from chassis.operation import Operation
from chassis.table import Table
from chassis.testing import FrozenClock, caller, http_event, queue_event
from sites import dependencies
from sites.api import api
from sites.clients.templates import TemplatesClient
from sites.dao.gate_dao import GateDAO
from sites.domain.gate import InstanceNews, TenantNews
from sites.domain.site import Blueprint, Site
from sqs_consumers import dead_letter_consumer, site_creation_consumer

TENANT = "tenant-0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
NETWORK = "tenant-0a1b2c3d4e5f.sites.test"
PASSWORD = "abcd EFGH ijkl MNOP qrst UVWX"  # an application password of a test
ADMIN = caller(Role.TENANT_ADMIN, tenant_id=TENANT, user_id="user-admin")
CREDENTIALS = ("platform", PASSWORD)


@dataclass
class WordPress:
    """The simulator in a process of its own, to be stopped and started."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self._run("install").wait(20)
        self.process = self._run("serve", str(self.port))
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                requests.get(f"{self.url}/wp-json/bbws/v1/health", timeout=1)
            except requests.ConnectionError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("the simulated WordPress did not start")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(10)
        self.process = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def sites(self, key: str) -> list[dict]:
        """The sites of this key: none, or one."""
        return self._agent(f"/sites?key={key}")["sites"]

    def hosts(self) -> list[str]:
        return [site["domain"] for site in self._agent("/sites")["sites"]]

    def page(self, host: str, path: str = "/") -> str:
        return requests.get(self.url + path, headers={"Host": host}, timeout=5).text

    def _agent(self, path: str) -> dict:
        address = f"{self.url}/wp-json/bbws/v1{path}"
        return requests.get(address, headers={"Host": NETWORK}, auth=CREDENTIALS, timeout=5).json()

    def _run(self, *arguments: str) -> "subprocess.Popen[bytes]":
        environment = os.environ | {
            "BBWS_TENANT_ID": TENANT,
            "BBWS_NETWORK_DOMAIN": NETWORK,
            "BBWS_PUBLIC_PORT": "8080",
            "BBWS_AGENT_USER": CREDENTIALS[0],
            "BBWS_AGENT_PASSWORD": PASSWORD,
            "BBWS_CONTENT_DIR": str(self.folder / "content"),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "local_platform.wordpress.simulator", *arguments], env=environment
        )


@pytest.fixture(scope="session")
def wordpress_process(tmp_path_factory) -> Iterator[WordPress]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = WordPress(tmp_path_factory.mktemp("wordpress"), port)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def wordpress(wordpress_process) -> Iterator[WordPress]:
    yield wordpress_process
    if wordpress_process.process is None:
        wordpress_process.start()


@dataclass
class World:
    """The sites domain as its workers see it, with a clock that moves only when told."""

    table: Table
    operations: Table
    queue: str
    clock: FrozenClock
    subdomains: int = 0
    made: list[str] = field(default_factory=list)

    def ask_for_site(self, **wish: str) -> Site:
        """Through the front door; each site has a subdomain of its own."""
        self.subdomains += 1
        body = {"siteName": "Acme & Söhne", "subdomain": f"shop-{secrets.token_hex(4)}"} | wish
        path = "/v1.0/tenants/{tenant_id}/sites"
        reply = api(http_event("POST", path, caller=ADMIN, parameters={"tenant_id": TENANT}, body=body), None)
        assert reply["statusCode"] == 202, reply["body"]
        return self.site(json.loads(reply["body"])["data"]["site"]["siteId"])

    def act(self, name: str, site: Site) -> int:
        """Retry or cancel, through the front door."""
        parameters = {"tenant_id": TENANT, "site_id": site.site_id}
        path = f"/v1.0/tenants/{{tenant_id}}/sites/{{site_id}}/{name}"
        return api(http_event("POST", path, caller=ADMIN, parameters=parameters), None)["statusCode"]

    def site(self, site_id: str) -> Site:
        return dependencies.site_service().sites.get(TENANT, site_id)

    def operation(self, site: Site) -> Operation:
        return dependencies.site_service().log.find(self.site(site.site_id).operation_id)

    def message(self, site: Site) -> dict:
        """The newest command that the outbox holds for a site."""
        lines = self.lines(site, "SITE_CREATION_REQUEST")
        return max(lines, key=lambda line: line["createdAt"])["body"]

    def lines(self, site: Site, name: str | None = None) -> list[dict]:
        """What the outbox holds for a site; only tests scan."""
        from chassis.attributes import from_attributes

        found = [from_attributes(item) for item in self.table.client.scan(TableName=self.table.name)["Items"]]
        outbox = [item for item in found if item["SK"].startswith("OUTBOX#")]
        mine = [line for line in outbox if line["body"]["payload"]["siteId"] == site.site_id]
        return [line for line in mine if name in (None, line["name"])]

    def names(self, site: Site) -> list[str]:
        return sorted(line["name"] for line in self.lines(site))

    def deliver(self, message: object, consumer=site_creation_consumer) -> bool:
        """Give the message to a new process; whether it was done with it."""
        forget_work()
        answer = consumer.lambda_handler(queue_event(message, queue=self.queue), None)
        return not answer["batchItemFailures"]

    def deliver_until_done(self, message: object, *, at_most: int = 10) -> int:
        """Again and again, as the queue does, with time for leases and pauses to pass; how often it took."""
        for times in range(1, at_most + 1):
            if self.deliver(message):
                return times
            self.clock.advance(seconds=130)
        raise AssertionError(f"not done after {at_most} deliveries")


def forget_work() -> None:
    dependencies.site_work_service.cache_clear()
    site_creation_consumer.worker.cache_clear()
    dead_letter_consumer.worker.cache_clear()


def forget_services() -> None:
    forget_work()
    for cached in ("settings", "site_service", "site_change_service"):
        getattr(dependencies, cached).cache_clear()


@pytest.fixture
def world(tables, clock, wordpress, monkeypatch) -> Iterator[World]:
    for name, value in {
        "API_URL": "http://127.0.0.1:9",
        "WORDPRESS_LANGUAGES": "en_US",
        "WORDPRESS_BASE_DOMAIN": "sites.test",
        "WORDPRESS_CONNECT_URL": wordpress.url,
        "SITE_URL_PATTERN": "http://{host}:8080",
        "RETRY_ATTEMPTS": "3",
        "RETRY_FIRST_SECONDS": "2",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(dependencies, "utc_now", clock)
    forget_services()
    queue = f"bbws-wp-site-creation-{secrets.token_hex(4)}"
    clients.sqs().create_queue(QueueName=queue)
    put_secret(PASSWORD)
    client = clients.dynamodb()
    found = World(Table(client, tables("sites")), Table(client, tables("operations")), queue, clock)
    gates = GateDAO(found.table)
    gates.apply_tenant(TenantNews(tenant_id=TENANT, status="ACTIVE", version=1))
    gates.apply_instance(InstanceNews(tenant_id=TENANT, state="ACTIVE", tier="ENTERPRISE", version=1))
    yield found
    forget_services()


def put_secret(password: str) -> None:
    name = f"bbws/wp/{TENANT}/wp-app-password"
    text = json.dumps({"username": CREDENTIALS[0], "password": password})
    secrets_manager = clients.secrets_manager()
    try:
        secrets_manager.put_secret_value(SecretId=name, SecretString=text)
    except secrets_manager.exceptions.ResourceNotFoundException:
        secrets_manager.create_secret(Name=name, SecretString=text)


@pytest.fixture
def secret():
    return put_secret


@pytest.fixture
def template(monkeypatch) -> str:
    """The id of a published template."""
    blueprint = Blueprint(
        template_id="template-starter",
        version="1.0.0",
        theme_slug="twentytwentytwo",
        pages=(
            {"slug": "about", "title": "About us", "content": "<p>Since 1901</p>"},
            {"slug": "empty", "title": "Empty", "content": ""},
        ),
        front_page="about",
    )
    monkeypatch.setattr(TemplatesClient, "get_template", lambda *_: blueprint)
    return blueprint.template_id
