"""First boot: repeatable, safe when two tasks do it at once, and the place where passwords change."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from local_platform.wordpress.errors import CommandFailed
from local_platform.wordpress.simulator.instance import AGENT_KEY_HEADER, agent_key

NAMES = {"WORDPRESS_DB_NAME": "tenant_new_db", "WORDPRESS_DB_USER": "tenant_new_user"}
NETWORK = "tenant-abc.localhost"


@pytest.fixture
def fresh(tenant, tmp_path):
    """An instance that has not booted yet."""
    other = type(tenant)(tenant.runtime, tmp_path, tenant.env | NAMES | {"BBWS_CONTENT_DIR": str(tmp_path / "content")})
    other.runtime.create_database(other.env)
    yield other
    if other.running:
        other.running.stop(5)
    other.client.close()
    other.runtime.drop(other.env, tmp_path)
    assert not tmp_path.exists()


def test_an_instance_starts_within_three_seconds(fresh):
    begun = time.monotonic()
    fresh.runtime.install(fresh.env, fresh.home)
    fresh.start()
    assert time.monotonic() - begun < 3 * max(1.0, os.getloadavg()[0])  # of an idle machine
    assert fresh.agent("GET", "/info").json()["network"] == {"domain": NETWORK, "sites": 1}


def test_two_tasks_boot_at_once(fresh):
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: fresh.runtime.install(fresh.env, fresh.home), range(2)))
    fresh.start()
    assert [site["main"] for site in fresh.agent("GET", "/sites").json()["sites"]] == [True]


def test_a_second_boot_keeps_everything_and_a_new_password_replaces_the_old(fresh):
    fresh.runtime.install(fresh.env, fresh.home)
    fresh.start()
    site = fresh.site()
    fresh.running.stop(5)
    assert not fresh.running.alive()
    old, new = fresh.env["BBWS_AGENT_PASSWORD"], "zyxw VUTS 9876 zyxw VUTS 9876"
    fresh.env["BBWS_AGENT_PASSWORD"] = new
    fresh.runtime.create_database(fresh.env)
    fresh.runtime.install(fresh.env, fresh.home)
    fresh.start()
    assert fresh.agent("GET", f"/sites/{site['id']}", auth=("platform", new)).json() == site
    assert fresh.agent("GET", "/info", auth=("platform", old)).status_code == 401
    of_old = {AGENT_KEY_HEADER: agent_key(old)}
    assert fresh.agent("GET", "/info", auth=("platform", new), headers=of_old).status_code == 404


def test_a_weak_password_is_refused(fresh):
    with pytest.raises(CommandFailed, match="at least 16 letters and digits"):
        fresh.runtime.install(fresh.env | {"BBWS_AGENT_PASSWORD": "short"}, fresh.home)
    fresh.runtime.install(fresh.env, fresh.home)  # and the next boot goes on from there


def test_a_port_in_use_is_told(fresh, tenant):
    fresh.runtime.install(fresh.env, fresh.home)
    with pytest.raises(CommandFailed, match=rf"Port {tenant.port} is in use"):
        fresh.runtime.start(fresh.env, fresh.home, tenant.port)
