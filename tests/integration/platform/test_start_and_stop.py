"""The platform as a process: what it prints, what it leaves, what survives."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local_platform.testing import RunningPlatform, wait_for

pytestmark = pytest.mark.platform
TINY = Path(__file__).parents[3] / "local-platform" / "tests" / "fixtures" / "tiny"
ROLES = {"platform_admin", "platform_viewer", "tenant_admin", "tenant_operator", "tenant_viewer", "stranger"}


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[RunningPlatform]:
    """A platform of one small service, to stop, kill and reset at will."""
    running = RunningPlatform(tmp_path / "local", BBWS_ROOT=str(TINY), WORDPRESS="simulated")
    yield running
    running.stop_if_running()


def notes(tiny: RunningPlatform) -> str:
    """Where the small service answers."""
    return f"{tiny.api}/v1.0/notes"


def test_terminal_and_platform_json_say_the_same(tiny: RunningPlatform) -> None:
    """Whatever address a person reads in the terminal, a script reads in platform.json; tokens are in the file only."""
    tiny.start()
    printed, content = tiny.log.read_text(), tiny.summary
    assert set(content) == {"api", "docs", "mail", "tokens", "tenantId", "wordpress"}
    assert set(content["tokens"]) == ROLES
    assert content["api"] == f"http://localhost:{tiny.port}"
    assert content["wordpress"] == "simulated"
    for address in (content["docs"], content["mail"]):
        assert address in printed.replace("\n", "")
    assert not any(token in printed for token in content["tokens"].values())


def test_the_state_is_closed_to_other_users(tiny: RunningPlatform) -> None:
    """Checkpoint, logs, mail, passwords; also in a folder that an earlier version left open."""
    tiny.state.mkdir(mode=0o755)
    tiny.start()
    httpx.post(notes(tiny), json={"write": "secret"}, timeout=10)
    wait_for((tiny.state / "aws" / "checkpoint.json").exists)
    tiny.stop()
    names = {path.name for path in tiny.state.rglob("*")}
    assert {"checkpoint.json", "passwords.json", "functions.log", "aws.log"} <= names
    assert open_to_others(tiny.state) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_leaves_no_process_and_keeps_the_state(tiny: RunningPlatform, how: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end everything; the next start goes on with what was written just before."""
    tiny.start()
    httpx.post(notes(tiny), json={"write": "kept"}, timeout=10)
    tokens = tiny.summary["tokens"]
    assert tiny.stop(how) == 0
    assert tiny.descendants() == []
    tiny.start()
    assert any(note["text"] == "kept" for note in all_notes(tiny))
    subject = [httpx.get(notes(tiny), headers={"Authorization": token}).status_code for token in tokens.values()]
    assert subject == [200] * len(ROLES)


def test_a_kill_loses_at_most_seconds_and_leaves_no_process(tiny: RunningPlatform) -> None:
    """kill -9 of the platform: its parts end by themselves, and what is older than seconds is there again."""
    tiny.start()
    httpx.post(notes(tiny), json={"write": "before the kill"}, timeout=10)
    assert tiny.stop(signal.SIGKILL) == -signal.SIGKILL
    wait_for(tiny.descendants, lambda found: found == [], 20)
    tiny.start()
    assert any(note["text"] == "before the kill" for note in all_notes(tiny))


def test_a_killed_aws_comes_back_and_loses_at_most_seconds(tiny: RunningPlatform) -> None:
    """kill -9 of the embedded AWS alone, a few seconds after a write under load: the write is there."""
    tiny.start()
    httpx.post(notes(tiny), json={"write": "old enough"}, timeout=10)
    wait_for(lambda: httpx.post(notes(tiny), json={"write": "load"}, timeout=10), lambda _: checkpointed(tiny), 20)
    tiny.restart_aws(kill=True)
    assert any(note["text"] == "old enough" for note in all_notes(tiny))


@pytest.mark.wordpress
def test_a_killed_mariadb_comes_back(tiny: RunningPlatform) -> None:
    """Nobody has to notice; the status and the terminal say it."""
    tiny.start(WORDPRESS="real")
    assert tiny.status()["database"] == "up"
    [server] = [pid for pid in tiny.descendants() if program_of(pid).startswith("mariadbd")]
    os.kill(server, signal.SIGKILL)
    wait_for(tiny.status, lambda status: status["database"] == "down", 5)
    wait_for(tiny.log.read_text, lambda said: "MariaDB ended by itself" in said, 30)
    assert tiny.status()["database"] == "up"
    assert (tiny.state / "wordpress" / "database" / "data" / "ibdata1").exists()
    assert open_to_others(tiny.state / "wordpress" / "database") == [], "MariaDB has an umask of its own"


def test_messages_in_flight_are_delivered_after_a_restart(tiny: RunningPlatform) -> None:
    """A consumer that dies with the embedded AWS gives its message back at once, not after its visibility."""
    tiny.start()
    httpx.post(notes(tiny), json={"send": "slow"}, timeout=10)
    wait_for(lambda: checkpointed(tiny))
    tiny.restart_aws(kill=True)
    wait_for(lambda: [note for note in all_notes(tiny) if note["kind"] == "WORKED"], seconds=20)


def test_a_port_in_use_is_one_line_with_the_remedy(tiny: RunningPlatform) -> None:
    """The port, what it was for, and what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", tiny.port))
        other.listen()
        code, printed = tiny.run_to_end()
    assert code == 1
    assert f"Port {tiny.port} (front) is in use" in printed
    assert f"make run PORT={tiny.port + 100}" in printed
    assert len(printed.strip().splitlines()) == 1


def test_a_second_run_in_the_same_place_is_refused(tiny: RunningPlatform) -> None:
    """Two platforms never share a folder."""
    tiny.start()
    code, printed = tiny.run_to_end()
    assert code == 1
    assert f"in use by another `make run` (process {tiny.pid})" in printed


def test_reset_forgets_everything(tiny: RunningPlatform) -> None:
    """RESET=1 begins anew."""
    tiny.start()
    httpx.post(notes(tiny), json={"write": "gone"}, timeout=10)
    tiny.stop()
    tiny.start(RESET="1")
    assert not any(note["text"] == "gone" for note in all_notes(tiny))


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [("PORT", "high", "PORT=high is no port"), ("WORDPRESS", "none", "unknown"), ("FAULTS", "x", "cannot be read")],
)
def test_a_wrong_choice_is_one_line(tiny: RunningPlatform, variable: str, value: str, said: str) -> None:
    """What cannot be read is refused before anything starts."""
    code, printed = tiny.run_to_end(**{variable: value})
    assert code == 2
    assert said in printed
    assert len(printed.strip().splitlines()) == 1


def open_to_others(folder: Path) -> list[Path]:
    """The folder and everything in it that another user of the machine may read, write or enter."""
    found = [folder, *folder.rglob("*")]
    return [path for path in found if path.lstat().st_mode & 0o077 and not path.is_symlink()]


def program_of(pid: int) -> str:
    """The name of a process's program."""
    return Path(f"/proc/{pid}/comm").read_text().strip()


def all_notes(tiny: RunningPlatform) -> list[dict[str, str]]:
    """Everything in the notes table."""
    from local_platform.clients import Aws
    from local_platform.names import full_name

    items = Aws(f"http://127.0.0.1:{tiny.port + 2}")("dynamodb").scan(TableName=full_name("notes"))["Items"]
    return [{"kind": item["SK"]["S"].partition("#")[0], "text": item["text"]["S"]} for item in items]


def checkpointed(tiny: RunningPlatform, *, seen: dict[Path, set[int]] = {}) -> bool:  # noqa: B006 - remembers between calls
    """Whether two checkpoints have been written since the first call for this platform."""
    file = tiny.state / "aws" / "checkpoint.json"
    times = seen.setdefault(file, set())
    if file.exists():
        times.add(file.stat().st_mtime_ns)
    return len(times) > 2
