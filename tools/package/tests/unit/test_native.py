"""The layer of this machine is built once a content, and not at all where it could not run."""

import sys
from pathlib import Path

import pytest

from packager import native


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """What was built, in a checkout with requirements on the functions' own system and Python."""
    made: list[Path] = []

    def build(_requirements: Path, _architecture: object, tree: Path) -> bytes:
        (tree / "python").mkdir(parents=True)
        made.append(tree)
        return b""

    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "runtime.txt").write_text("one==1.0\n")
    monkeypatch.setattr(native, "build_layer", build)
    monkeypatch.setattr(native, "PYTHON", f"{sys.version_info.major}.{sys.version_info.minor}")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(native.platform, "machine", lambda: "x86_64")
    return made


def test_it_is_built_once_a_content(built, tmp_path):
    first = native.native_layer(tmp_path)
    again = native.native_layer(tmp_path)
    (tmp_path / "requirements" / "runtime.txt").write_text("one==1.1\n")
    other = native.native_layer(tmp_path)

    assert first == again != other
    assert first.is_dir()
    assert len(built) == 2


@pytest.mark.parametrize(("what", "value"), [("platform", "darwin"), ("machine", "riscv64"), ("PYTHON", "3.11")])
def test_where_it_cannot_run_there_is_none(built, tmp_path, monkeypatch, what, value):
    place = {"platform": sys, "machine": native.platform, "PYTHON": native}[what]
    monkeypatch.setattr(place, what, (lambda: value) if what == "machine" else value)

    assert native.native_layer(tmp_path) is None
    assert built == []
