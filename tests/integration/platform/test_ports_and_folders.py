"""Another PORT after a restart, two platforms at once, and the commands that a newcomer pastes."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local_platform.clients import Aws
from local_platform.names import full_name
from local_platform.options import CHECKOUT
from local_platform.testing import RunningPlatform, free_port_block, wait_for

pytestmark = [pytest.mark.platform, pytest.mark.timeout(300)]
TINY = Path(__file__).parents[3] / "local-platform" / "tests" / "fixtures" / "tiny"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPlatform]:
    platform = RunningPlatform(tmp_path_factory.mktemp("ports") / "local", WORDPRESS="simulated")
    platform.start()
    yield platform
    platform.stop_if_running()


def in_shell(platform: RunningPlatform, script: str) -> str:
    """What a shell prints in the checkout; nothing may complain."""
    ended = subprocess.run(
        ["bash", "-c", script],
        cwd=CHECKOUT,
        env={**os.environ, "BBWS_LOCAL": str(platform.state)},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def commands_to_try(platform: RunningPlatform) -> str:
    """The commands that the terminal has shown."""
    shown = platform.log.read_text().rpartition("Try, in a second terminal\n")[2]
    return shown.partition("\n\n")[0]


def test_the_commands_in_the_terminal_end_at_an_open_site(running: RunningPlatform) -> None:
    printed = in_shell(running, commands_to_try(running))

    assert "<title>Hello" in printed.splitlines()[-1]
    assert "http://hello.localhost" in running.client(None).get("/").text, "the start page lists it"


def test_make_token_prints_the_token_of_a_role(running: RunningPlatform) -> None:
    printed = in_shell(running, "make -s token ROLE=tenant_viewer")

    assert printed == f"{running.token('tenant_viewer')}\n"


def test_another_port_after_a_restart_moves_every_address(running: RunningPlatform) -> None:
    """A site made under the old port, the mail about it, its page, the links of its network."""
    old, new = running.port, free_port_block_after(running.port)
    wait_for(lambda: any("hello" in str(mail) for mail in running.mail()))
    running.stop()
    running.move_to(new)
    running.start()

    site = running.client("tenant_admin").get(f"/v1.0/tenants/{running.tenant_id}/sites").json()["data"][0]
    assert site["url"] == f"http://hello.localhost:{new}"
    assert f":{old}" not in str(running.mail())
    assert f"hello.localhost:{new}" in str(running.mail())
    page = wait_for(lambda: running.page("hello.localhost"), lambda answer: answer.status_code == 200, 60)
    assert f":{old}" not in page.text
    assert f":{old}" not in running.client(None).get("/").text


def test_two_platforms_run_at_once_each_in_its_folder(running: RunningPlatform, tmp_path: Path) -> None:
    """README: PORT and BBWS_LOCAL."""
    second = RunningPlatform(tmp_path / "local-2", WORDPRESS="simulated")
    second.start()
    try:
        assert second.port != running.port
        assert second.tenant_id != running.tenant_id
        assert second.client().get(f"/v1.0/tenants/{running.tenant_id}").status_code == 404
        assert running.client().get(f"/v1.0/tenants/{running.tenant_id}").status_code == 200
        assert f"export BBWS_LOCAL='{second.state}'" in commands_to_try(second)
        assert second.page("hello.localhost").status_code == 503, "the site is the other platform's"
    finally:
        second.stop_if_running()


def test_a_checkout_that_is_copied_with_its_state_runs_its_own_code_on_its_own_state(tmp_path: Path) -> None:
    """Nothing in the state leads back to the checkout where it was made: that one is gone."""
    original = Path(shutil.copytree(TINY, tmp_path / "original"))
    first = RunningPlatform(original / ".local", BBWS_ROOT=str(original), WORDPRESS="simulated")
    first.start()
    httpx.post(f"{first.api}/v1.0/notes", json={"write": "made before the copy"}, timeout=30)
    first.stop()
    copy = Path(original.rename(tmp_path / "copy"))
    main = copy / "notes-service" / "src" / "notes" / "main.py"
    main.write_text(main.read_text().replace('"pid": os.getpid()', '"pid": "code of the copy"'))

    second = RunningPlatform(copy / ".local", BBWS_ROOT=str(copy), WORDPRESS="simulated")
    second.start()
    try:
        assert httpx.get(f"{second.api}/v1.0/notes", timeout=30).json()["pid"] == "code of the copy"
        stored = Aws(f"http://127.0.0.1:{second.port + 2}")("dynamodb").scan(TableName=full_name("notes"))["Items"]
        assert "made before the copy" in [item["text"]["S"] for item in stored]
        saved = [path for path in copy.rglob("*.json") if str(original).encode() in path.read_bytes()]
        assert saved == [], "no file of the state names the old place"
    finally:
        second.stop_if_running()


def free_port_block_after(port: int) -> int:
    """Another block of free ports than the one in use."""
    found = free_port_block()
    assert found != port
    return found
