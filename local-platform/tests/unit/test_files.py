"""Files of the state folder, the watch over sources, ports."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from local_platform import files, ports
from local_platform.options import StartError
from local_platform.watch import Watch


def test_a_file_is_nobody_elses(tmp_path: Path) -> None:
    files.write_text(tmp_path / "a" / "card.json", "{}")
    assert (tmp_path / "a" / "card.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["card.json"]


def test_a_folder_is_held_by_one_process_and_named_to_the_other(tmp_path: Path) -> None:
    code = f"from pathlib import Path; from local_platform.files import lock; lock(Path({str(tmp_path)!r}))"
    tmp_path.chmod(0o755)
    with files.lock(tmp_path):
        assert tmp_path.stat().st_mode & 0o777 == 0o700, "nobody else looks into it"
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert f"StartError: {tmp_path} is in use by another `make run` (process {os.getpid()})" in other.stderr
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_change_is_seen_once_and_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    watch = Watch({"sites": [tmp_path / "sites"], "declarations": [tmp_path / "platform.yaml"]}, lambda _names: None)
    (tmp_path / "sites" / "new.py").write_text("")
    assert watch.look() == {"sites"}
    (tmp_path / "platform.yaml").write_text("services: []")
    assert watch.look() == {"declarations"}
    (tmp_path / "sites" / "new.py").unlink()
    assert watch.look() == {"sites"}
    assert watch.look() == set()


def test_what_a_killed_run_left_behind_gets_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "PATIENCE_SECONDS", 0.2)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(StartError, match=rf"Port {taken} \(embedded AWS\) is in use.*PORT=8180"):
            ports.require_free({taken: "embedded AWS"}, port=8080)
    ports.require_free({taken: "embedded AWS"}, port=8080)
