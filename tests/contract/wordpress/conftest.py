"""One instance of each kind of WordPress for the whole session; every test makes sites of its own in it."""

import itertools
import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from local_platform.options import CHECKOUT
from local_platform.wordpress.errors import WordPressUnavailable
from local_platform.wordpress.runtime import RunningWordPress, WordPressRuntime, choose_runtime
from local_platform.wordpress.simulator.instance import AGENT_KEY_HEADER, agent_key
from local_platform.wordpress.simulator.sites import THEMES

NETWORK = "tenant-abc.localhost"
PUBLIC_PORT = "8080"
PASSWORD = "abcd EFGH 1234 ijkl MNOP 5678"
PLATFORM = ("platform", PASSWORD)
SAMPLES = Path(__file__).parent / "samples"
_numbers = itertools.count(1)


@dataclass
class Tenant:
    """A running instance, reached as the balancer reaches it: by address, with the public name in `Host`."""

    runtime: WordPressRuntime
    home: Path
    env: dict[str, str]
    port: int = 0
    running: RunningWordPress | None = None
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=20, trust_env=False))

    @property
    def real(self) -> bool:
        return self.runtime.kind == "real"

    @property
    def themes(self) -> list[str]:
        """The themes of the network; which there are depends on the version of WordPress."""
        folder = Path(self.env["BBWS_CONTENT_DIR"]) / "themes"
        return sorted(theme.name for theme in folder.iterdir()) if self.real else list(THEMES)

    @property
    def other_theme(self) -> str:
        """One that a new site does not have."""
        default = self.agent("GET", "/sites/1").json()["theme"]
        return next(theme for theme in self.themes if theme != default)

    @property
    def styled_theme(self) -> str:
        """One whose pages link to its style sheet."""
        return next(theme for theme in self.themes if theme in ("twentytwentytwo", "twentytwentyfive"))

    def start(self) -> None:
        self.port = free_port()
        self.running = self.runtime.start(self.env, self.home, self.port)
        limit = time.monotonic() + 15
        while not self.running.healthy():
            assert time.monotonic() < limit, "WordPress did not answer within 15 s"
            time.sleep(0.02)

    def at(self, host: str, method: str, path: str, auth: Any = None, **request: Any) -> httpx.Response:
        """Call any host of the instance."""
        headers = {"Host": host, "Accept": "application/json"} | request.pop("headers", {})
        return self.client.request(
            method, f"http://127.0.0.1:{self.port}{path}", headers=headers, auth=auth, follow_redirects=False, **request
        )

    def agent(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Call the agent as the control plane does."""
        headers = {AGENT_KEY_HEADER: agent_key(self.env["BBWS_AGENT_PASSWORD"]), **request.pop("headers", {})}
        return self.at(NETWORK, method, f"/wp-json/bbws/v1{path}", headers=headers, **({"auth": PLATFORM} | request))

    def wanted(self, **changes: Any) -> dict[str, Any]:
        """The body of a new site, like no other."""
        number = next(_numbers)
        return {"host": f"shop-{number}.localhost", "title": f"Shop {number}", "key": f"site-{number}"} | changes

    def site(self, **changes: Any) -> dict[str, Any]:
        """A new site, as the agent describes it."""
        answer = self.agent("POST", "/sites", json=self.wanted(**changes))
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, database_port: int, **changes: str) -> dict[str, str]:
    """A task's environment."""
    return {
        "BBWS_TENANT_ID": "tenant-00000000-0000-4000-8000-000000000abc",
        "BBWS_NETWORK_DOMAIN": NETWORK,
        "BBWS_PUBLIC_PORT": PUBLIC_PORT,
        "BBWS_CONTENT_DIR": str(home / "content"),
        "BBWS_AGENT_USER": PLATFORM[0],
        "BBWS_AGENT_PASSWORD": PASSWORD,
        "WORDPRESS_DB_HOST": f"127.0.0.1:{database_port}",
        "WORDPRESS_DB_NAME": "tenant_abc_db",
        "WORDPRESS_DB_USER": "tenant_abc_user",
        "WORDPRESS_DB_PASSWORD": "it's a `secret` with 100 % signs",
    } | changes


@pytest.fixture(scope="session", params=[pytest.param("real", marks=pytest.mark.wordpress), "simulated"])
def runtime(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPressRuntime]:
    """The real WordPress and the simulator, one after the other."""
    cache = CHECKOUT / ".cache" / "wordpress"
    try:
        runtime = choose_runtime(request.param, cache, tmp_path_factory.mktemp("state"), free_port())
        runtime.prepare()
    except WordPressUnavailable as error:
        pytest.skip(str(error))
    yield runtime
    runtime.close()


@pytest.fixture(scope="session")
def database_port(runtime: WordPressRuntime) -> int:
    """Where the instances of this runtime find MariaDB; of no meaning to the simulator."""
    return getattr(runtime, "database_port", 0)


@pytest.fixture(scope="session")
def tenant(runtime: WordPressRuntime, database_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tenant]:
    """An installed, running instance."""
    home = tmp_path_factory.mktemp("tenant")
    tenant = Tenant(runtime, home, environment(home, database_port))
    runtime.create_database(tenant.env)
    runtime.install(tenant.env, home)
    tenant.start()
    yield tenant
    assert tenant.running is not None
    tenant.running.stop(5)
    tenant.client.close()


@pytest.fixture
def sample():
    """Compare an answer with a recorded one: the same status, and at least its members, of the same types."""

    def compare(answer: httpx.Response, name: str) -> dict[str, Any]:
        recorded = json.loads((SAMPLES / f"{name}.json").read_text())
        assert answer.status_code == recorded["status"], answer.text
        assert answer.headers["Content-Type"].lower() == "application/json; charset=utf-8"
        body: dict[str, Any] = answer.json()
        assert list(differences(recorded["body"], body)) == []
        if "code" in recorded["body"]:
            assert (body["code"], body["data"]) == (recorded["body"]["code"], recorded["body"]["data"])
        return body

    return compare


def differences(recorded: Any, found: Any, path: str = "body") -> Iterator[str]:
    """What the recorded value has and the found one lacks."""
    if isinstance(recorded, dict) and isinstance(found, dict):
        for name, value in recorded.items():
            if name in found:
                yield from differences(value, found[name], f"{path}.{name}")
            else:
                yield f"{path}.{name} is missing"
    elif type(recorded) is not type(found):
        yield f"{path} is {type(found).__name__}, was {type(recorded).__name__}"
    elif isinstance(recorded, list) and recorded:
        yield from differences(recorded[0], found[0] if found else None, f"{path}[0]")
