"""Sources that change while the platform runs, and the control routes below `/_local`."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local_platform.testing import RunningPlatform, wait_for

pytestmark = pytest.mark.platform
TINY = Path(__file__).parents[3] / "local-platform" / "tests" / "fixtures" / "tiny"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout to write in."""
    return Path(shutil.copytree(TINY, tmp_path_factory.mktemp("changes") / "checkout"))


@pytest.fixture(scope="module")
def running(checkout: Path) -> Iterator[RunningPlatform]:
    """A platform of that checkout that watches it."""
    platform = RunningPlatform(
        checkout.parent / "local", BBWS_ROOT=str(checkout), WORDPRESS="simulated", WATCH="1", FAULTS="dropEvents=0.5"
    )
    platform.start()
    yield platform
    platform.stop_if_running()


def test_a_changed_source_is_deployed_and_said(running: RunningPlatform, checkout: Path) -> None:
    """Within seconds, without a restart."""
    main = checkout / "notes-service" / "src" / "notes" / "main.py"
    main.write_text(main.read_text().replace('"pid": os.getpid()', '"pid": "changed"'))
    wait_for(lambda: httpx.get(f"{running.api}/v1.0/notes", timeout=10).json()["pid"], lambda pid: pid == "changed", 20)
    wait_for(running.log.read_text, lambda said: "Deployed bbws-notes-api-local" in said)


def test_a_source_that_cannot_be_compiled_is_told_and_the_old_one_stays(
    running: RunningPlatform, checkout: Path
) -> None:
    """The person reads why; the platform goes on."""
    main = checkout / "notes-service" / "src" / "notes" / "main.py"
    before = main.read_text()
    main.write_text(before + "\ndef broken(:\n")
    wait_for(running.log.read_text, lambda said: "Not deployed:" in said)
    assert httpx.get(f"{running.api}/v1.0/notes", timeout=10).status_code == 200
    main.write_text(before)


def test_a_changed_contract_becomes_a_route(running: RunningPlatform, checkout: Path) -> None:
    """A new path is there; one that is gone falls to the default."""
    contract = checkout / "openapi" / "notes.yaml"
    contract.write_text(contract.read_text().replace("/v1.0/notes/{noteId}", "/v1.0/notes/{noteId}/text"))
    address = f"{running.api}/v1.0/notes/1"
    wait_for(
        lambda: httpx.get(f"{address}/text", timeout=10).json()["routeKey"],
        lambda key: key == "GET /v1.0/notes/{noteId}/text",
        20,
    )
    wait_for(lambda: httpx.get(address, timeout=10).json()["routeKey"], lambda key: key == "$default")


def test_faults_are_set_and_ended(running: RunningPlatform) -> None:
    """FAULTS= is in force from the start; every kind can be changed and an empty object ends all."""
    assert running.status()["fargate"]["faults"]["dropEvents"] == 0.5
    tenant = "tenant-0123abcd-4567-89ef-0123-456789abcdef"
    made = running.faults(
        wordpressDown=[tenant], duplicateEvents=1, throttle={"DynamoDB": 0}, killFunction="bbws-notes-api-local"
    )
    assert made["wordpressDown"] == ["0123abcd4567"]
    assert made["killed"] == "bbws-notes-api-local"
    assert running.faults()["duplicateEvents"] == 0
    refused = httpx.post(f"{running.api}/_local/faults", json={"duplicateEvents": 7}, timeout=10)
    assert (refused.status_code, refused.json()["code"]) == (400, "INVALID")
    assert "duplicateEvents" in refused.json()["detail"]


def test_an_aws_that_dies_is_started_again(running: RunningPlatform) -> None:
    """Nobody has to notice."""
    [edge] = [
        pid for pid in running.descendants() if b"local_platform.edge" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    os.kill(edge, signal.SIGKILL)
    wait_for(running.log.read_text, lambda said: "it is started again" in said)
    wait_for(lambda: running.status()["aws"], lambda state: state == "up")
    wait_for(lambda: httpx.get(f"{running.api}/v1.0/notes", timeout=10).status_code, lambda status: status == 200)
