"""Servers end with the platform, however either ends."""

import os
import signal
import subprocess
import sys
import time

import pytest

from local_platform.wordpress import process as processes
from local_platform.wordpress.process import WATCHDOG, Commands, ManagedProcess

FAMILY = ["sh", "-c", "sleep 61 & echo $!; exec sleep 60"]  # a master and a worker
STUBBORN = ["sh", "-c", "trap '' TERM; echo $$; while :; do sleep 0.05; done"]


def start(folder, command, **choices):
    environment = {"PATH": os.environ["PATH"]}
    return ManagedProcess.start(command, env=environment, folder=folder, log=folder / "log", **choices)


def wait_for(condition, seconds=10):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.02)


def first_line(folder):
    wait_for(lambda: "\n" in (folder / "log").read_text())
    return int((folder / "log").read_text().splitlines()[0])


def gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_stop_ends_the_server_and_its_children(tmp_path):
    process = start(tmp_path, FAMILY)
    worker = first_line(tmp_path)
    assert process.alive()
    process.stop(5)
    assert not process.alive()
    assert gone(process.pid)
    assert gone(worker)
    process.stop(5)  # harmless


@pytest.mark.parametrize("choices", [{"grace_seconds": 0.2}, {"grace_seconds": 60}])
def test_a_server_that_does_not_listen_is_killed(tmp_path, choices):
    process = start(tmp_path, STUBBORN, **choices)
    first_line(tmp_path)
    process.stop(1)
    wait_for(lambda: gone(process.pid))


def test_a_killed_server_takes_its_children_along(tmp_path):
    process = start(tmp_path, FAMILY)
    worker = first_line(tmp_path)
    os.kill(process.pid, signal.SIGKILL)
    wait_for(lambda: not process.alive())
    assert gone(worker)
    process.stop(1)


def test_a_killed_guard_leaves_nothing_after_stop(tmp_path):
    process = start(tmp_path, FAMILY)
    worker = first_line(tmp_path)
    os.kill(process._watchdog.pid, signal.SIGKILL)
    wait_for(lambda: not process.alive())
    process.stop(1)
    wait_for(lambda: gone(worker))


def test_the_number_of_an_ended_group_gets_no_second_signal(tmp_path, monkeypatch):
    """The kernel gives it to another group: a later signal would end a stranger."""
    signalled = []
    monkeypatch.setattr(processes.os, "killpg", lambda group, number: signalled.append((group, number)))
    process = start(tmp_path, ["sleep", "60"])
    os.kill(process._watchdog.pid, signal.SIGKILL)
    wait_for(lambda: not process.alive())
    assert signalled == [(process._watchdog.pid, signal.SIGKILL)], "what the watchdog left is ended"
    monkeypatch.undo()
    os.killpg(*signalled[0])
    monkeypatch.setattr(processes.os, "killpg", lambda *_: pytest.fail("a second signal"))
    process.stop(1)
    assert not process.alive()


def test_the_watchdog_ends_its_own_group_only(tmp_path):
    """Started by a script, without a session of its own, it must not end the script."""
    script = f"{sys.executable} -I -S {WATCHDOG} {signal.SIGTERM.value} 1 true </dev/null; echo survived"
    caller = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False, start_new_session=True)
    assert caller.stdout.splitlines()[1:] == ["survived"]


def test_a_watchdog_that_does_not_start_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "WATCHDOG", tmp_path / "missing.py")
    with pytest.raises(OSError, match=r"sleep was not started.*log"):
        start(tmp_path, ["sleep", "60"])


@pytest.mark.parametrize(("script", "code"), [("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 137)])
def test_the_exit_code_is_the_servers(tmp_path, script, code):
    assert start(tmp_path, ["sh", "-c", script]).wait() == code


def test_a_command_that_is_not_there(tmp_path):
    process = start(tmp_path, ["no-such-program"])
    assert process.wait() == 127
    assert (tmp_path / "log").read_text() == "no-such-program: No such file or directory\n"


def test_a_killed_platform_leaves_no_server(tmp_path):
    script = f"""
import time
from pathlib import Path
from local_platform.wordpress.process import ManagedProcess
folder = Path({str(tmp_path)!r})
ManagedProcess.start({FAMILY!r}, env={{}}, folder=folder, log=folder / "log")
time.sleep(60)
"""
    platform = subprocess.Popen([sys.executable, "-c", script])
    wait_for((tmp_path / "log").exists)
    worker = first_line(tmp_path)
    platform.kill()
    platform.wait()
    wait_for(lambda: gone(worker))


def test_commands_that_run_are_ended_together(tmp_path):
    commands = Commands()
    process = start(tmp_path, FAMILY)
    with commands.running(process):
        commands.stop_all(1)
    assert not process.alive()
    commands.stop_all(1)  # nothing left
