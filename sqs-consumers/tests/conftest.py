"""Fixtures of the consumers' tests: the sites domain on fresh tables, and a simulated WordPress of one tenant."""

import json
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest
import requests

from chassis.access.caller import Role
from chassis.dynamodb.table import Table
from chassis.operations.operation import Operation, OperationStatus
from chassis.operations.operation_log import OperationLog
from chassis.runtime import clients
from chassis.testing import FrozenClock, caller, http_event, queue_event
from chassis.testing.contents import contents
from local_platform.options import CHECKOUT
from local_platform.wordpress.errors import WordPressUnavailable
from local_platform.wordpress.runtime import RunningWordPress, WordPressRuntime, choose_runtime
from local_platform.wordpress.simulator.instance import AGENT_KEY_HEADER, agent_key
from sites import dependencies
from sites.api import api
from sites.clients.templates import TemplatesClient
from sites.dao import keys
from sites.dao.eligibility_dao import EligibilityDAO
from sites.domain.lifecycle import SiteStatus
from sites.domain.site import Blueprint, Site
from sites.domain.site_eligibility import InstanceSnapshot, TenantSnapshot
from sqs_consumers import workflow_consumer

TENANT = "tenant-0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
NETWORK = "tenant-0a1b2c3d4e5f.sites.test"
GROUP = "bbws-tenant-0a1b2c3d4e5f"
PASSWORD = "abcd EFGH ijkl MNOP qrst UVWX"  # an application password of a test
ADMIN = caller(Role.TENANT_ADMIN, tenant_id=TENANT, user_id="user-admin")
ALL_TOLD = ["SITE_CREATED", "SITE_CREATION_COMPLETE", "SITE_CREATION_REQUEST", "SITE_CREATION_REQUESTED"]
CREDENTIALS = ("platform", PASSWORD)
KEYS = {"region_name": "af-south-1", "aws_access_key_id": "test", "aws_secret_access_key": "test"}


@dataclass
class WordPress:
    """The tenant's WordPress, real or simulated, in its own process, which tests can stop and start."""

    runtime: WordPressRuntime
    home: Path
    port: int
    running: RunningWordPress | None = None

    def boot(self) -> None:
        self.runtime.create_database(self.environment)
        self.runtime.install(self.environment, self.home)
        self.start()

    def start(self) -> None:
        self.running = self.runtime.start(self.environment, self.home, self.port)
        until = time.monotonic() + 20
        while not self.running.healthy():
            assert time.monotonic() < until, "WordPress did not answer within 20 s"
            time.sleep(0.05)

    def stop(self) -> None:
        if self.running:
            self.running.stop(5)
        self.running = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def sites(self, key: str) -> list[dict]:
        """List the sites with this key: none, or one."""
        return self._agent(f"/sites?key={key}")["sites"]

    def hosts(self) -> list[str]:
        return [site["domain"] for site in self._agent("/sites")["sites"]]

    def page(self, host: str, path: str = "/") -> str:
        return requests.get(self.url + path, headers={"Host": host}, timeout=20).text

    def _agent(self, path: str) -> dict:
        address = f"{self.url}/wp-json/bbws/v1{path}"
        return requests.get(
            address, headers={"Host": NETWORK, AGENT_KEY_HEADER: agent_key(PASSWORD)}, auth=CREDENTIALS, timeout=20
        ).json()

    @property
    def environment(self) -> dict[str, str]:
        return {
            "BBWS_TENANT_ID": TENANT,
            "BBWS_NETWORK_DOMAIN": NETWORK,
            "BBWS_PUBLIC_PORT": "8080",
            "BBWS_AGENT_USER": CREDENTIALS[0],
            "BBWS_AGENT_PASSWORD": PASSWORD,
            "BBWS_CONTENT_DIR": str(self.home / "content"),
            "WORDPRESS_DB_HOST": f"127.0.0.1:{getattr(self.runtime, 'database_port', 0)}",
            "WORDPRESS_DB_NAME": "tenant_0a1b2c3d4e5f_db",
            "WORDPRESS_DB_USER": "tenant_0a1b2c3d4e5f_user",
            "WORDPRESS_DB_PASSWORD": "password-of-a-test",
        }


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="session")
def wordpress_of(tmp_path_factory) -> Iterator[Callable[[str], WordPress]]:
    """Finds the session's real or simulated WordPress; starts it at the first use."""
    known: dict[str, WordPress] = {}

    def find(kind: str) -> WordPress:
        if kind not in known:
            state, cache = tmp_path_factory.mktemp("state"), CHECKOUT / ".cache" / "wordpress"
            runtime = choose_runtime(kind, cache, state, _free_port())
            runtime.prepare()
            known[kind] = WordPress(runtime, tmp_path_factory.mktemp("home"), _free_port())
            known[kind].boot()
        return known[kind]

    yield find
    for server in known.values():
        server.stop()
        server.runtime.close()


@pytest.fixture
def wordpress(request, wordpress_of) -> Iterator[WordPress]:
    """The simulated WordPress; the real one for tests with the mark `wordpress`."""
    try:
        server = wordpress_of("real" if request.node.get_closest_marker("wordpress") else "simulated")
    except WordPressUnavailable as error:
        pytest.skip(str(error))
    yield server
    if server.running is None:
        server.start()


@dataclass
class World:
    """The sites domain as its workers see it, with a clock that moves only when the test advances it."""

    table: Table
    operations: Table
    queue: str
    clock: FrozenClock

    def ask_for_site(self, **wish: object) -> Site:
        """Create a site through the API; each site has its own subdomain."""
        body = {"siteName": "Acme & Söhne", "subdomain": f"shop-{secrets.token_hex(4)}"} | wish
        path = "/v1.0/tenants/{tenant_id}/sites"
        reply = api(http_event("POST", path, caller=ADMIN, parameters={"tenant_id": TENANT}, body=body), None)
        assert reply["statusCode"] == 202, reply["body"]
        return self.site(json.loads(reply["body"])["data"]["site"]["siteId"])

    def act(self, name: str, site: Site) -> int:
        """Retry or cancel the work on a site through the API."""
        parameters = {"tenant_id": TENANT, "site_id": site.site_id}
        path = f"/v1.0/tenants/{{tenant_id}}/sites/{{site_id}}/{name}"
        return api(http_event("POST", path, caller=ADMIN, parameters=parameters), None)["statusCode"]

    def sites_counted(self) -> int:
        """How many sites count against the tenant's quota."""
        return self.table.get(keys.eligibility(TENANT))["siteCount"]

    def site(self, site_id: str) -> Site:
        return dependencies.site_service().sites.get(TENANT, site_id)

    def operation(self, site: Site) -> Operation:
        return dependencies.site_service().operations.log.find(self.site(site.site_id).operation_id)

    def log(self) -> OperationLog:
        """Create a log with which a test takes a lease as another worker would."""
        return OperationLog(self.operations.client, self.operations.name, self.clock)

    def assert_live_once(self, wordpress: WordPress, site: Site) -> None:
        """Check the only good end: recorded, announced and notified once, with one site in WordPress."""
        live, operation = self.site(site.site_id), self.operation(site)
        assert (live.status, operation.status) == (SiteStatus.ACTIVE, OperationStatus.COMPLETED)
        assert live.version == site.version + 1
        assert self.names(site) == ALL_TOLD
        (made,) = wordpress.sites(site.site_id)
        assert (made["id"], made["domain"]) == (live.wp_site_id, f"{site.subdomain}.sites.test")
        assert wordpress.hosts().count(made["domain"]) == 1
        (rule,) = self.rules(site)
        assert GROUP in rule["Actions"][0]["TargetGroupArn"]

    def rules(self, site: Site) -> list[dict]:
        """List the balancer's rules for the site's host: none, or one."""
        found = clients.elbv2().describe_rules(ListenerArn=os.environ["WORDPRESS_LISTENER_ARN"])["Rules"]
        host = f"{site.subdomain}.sites.test"
        return [rule for rule in found if host in str(rule["Conditions"])]

    def message(self, site: Site) -> dict:
        """Return the newest command in the outbox for a site."""
        lines = self.lines(site, "SITE_CREATION_REQUEST")
        return max(lines, key=lambda line: line["createdAt"])["body"]

    def lines(self, site: Site, name: str | None = None) -> list[dict]:
        """List the outbox messages of a site."""
        outbox = [item for item in contents(self.table) if item["SK"].startswith("OUTBOX#")]
        mine = [line for line in outbox if line["body"]["payload"]["siteId"] == site.site_id]
        return [line for line in mine if name in (None, line["name"])]

    def names(self, site: Site) -> list[str]:
        return sorted(line["name"] for line in self.lines(site))

    def deliver(self, message: object, consumer=workflow_consumer) -> bool:
        """Deliver the message to a new process; return whether it handled the message completely."""
        forget_work()
        answer = consumer.lambda_handler(queue_event(message, queue=self.queue), None)
        return not answer["batchItemFailures"]

    def deliver_until_done(self, message: object, *, at_most: int = 10) -> int:
        """Deliver as the queue does, until leases and pauses have passed; return the number of deliveries."""
        for times in range(1, at_most + 1):
            if self.deliver(message):
                return times
            self.clock.advance(seconds=130)
        raise AssertionError(f"not done after {at_most} deliveries")


def forget_work() -> None:
    dependencies.workflow_runner.cache_clear()
    dependencies.dead_letters.cache_clear()


def forget_services() -> None:
    forget_work()
    for cached in ("settings", "site_service", "site_change_service"):
        getattr(dependencies, cached).cache_clear()


@pytest.fixture(scope="session")
def listener(aws) -> str:
    """The listener of a balancer with the tenant's target group, as instances-service makes it."""
    balancers = boto3.client("elbv2", endpoint_url=aws, **KEYS)
    balancer = balancers.create_load_balancer(Name="sites")["LoadBalancers"][0]["LoadBalancerArn"]
    tags = [{"Key": "bbws:tenant-id", "Value": TENANT}, {"Key": "bbws:component", "Value": "alb"}]
    balancers.create_target_group(Name=GROUP, Protocol="HTTP", Port=8080, VpcId="vpc-1", TargetType="ip", Tags=tags)
    refusal = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503"}}
    made = balancers.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=[refusal])
    return made["Listeners"][0]["ListenerArn"]


@pytest.fixture
def world(tables, clock, wordpress, listener, monkeypatch) -> Iterator[World]:
    for name, value in {
        "WORKFLOW_QUEUE": "SITE_CREATION_QUEUE",
        "API_URL": "http://127.0.0.1:9",
        "WORDPRESS_LANGUAGES": "en_US",
        "WORDPRESS_BASE_DOMAIN": "sites.test",
        "WORDPRESS_CONNECT_URL": wordpress.url,
        "WORDPRESS_LISTENER_ARN": listener,
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
    eligibility = EligibilityDAO(found.table)
    eligibility.apply_tenant(TenantSnapshot(tenant_id=TENANT, status="ACTIVE", version=1))
    eligibility.apply_instance(InstanceSnapshot(tenant_id=TENANT, state="ACTIVE", tier="ENTERPRISE", version=1))
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
