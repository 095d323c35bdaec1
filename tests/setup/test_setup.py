"""tools/bin/setup: quiet, cheap when nothing changed, and at home wherever the checkout stands."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Stands in for uv: makes environments without packages, and is as noisy as installers are.
FAKE_UV = f"""#!/bin/sh
echo "WARNING: a noisy installer" >&2
[ -z "${{FAKE_UV_FAILS:-}}" ] || exit 1
case "$1 $2" in
  "--version ") echo "uv 0" ;;
  "venv "*) for folder; do :; done; exec {sys.executable} -m venv --without-pip "$folder" ;;
  "pip install") while [ "$1" != --target ]; do shift; done; mkdir -p "$2" ;;
  "pip sync") ;;
  *) exit 2 ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one service, and a uv that needs no network."""
    folder = tmp_path / "first"
    for path in ("tools/bin/setup", ".python-version"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, folder / path)
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    for package in ("tools/package/src/packager", "notes-service/src/notes"):
        (folder / package).mkdir(parents=True)
        (folder / package / "__init__.py").write_text("")
    uv = tmp_path / "uv"
    uv.write_text(FAKE_UV)
    uv.chmod(0o755)
    return folder


def set_up(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it; with a home of its own, so that it finds no uv of this machine."""
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(checkout.parent),
        "UV": str(checkout.parent / "uv"),
        "PYTHON": sys.executable,
    }
    return subprocess.run(
        ["tools/bin/setup"],
        cwd=checkout,
        env=variables | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def where_notes_are(checkout: Path) -> str:
    """Whose code the environment of a checkout imports."""
    command = [".venv/bin/python", "-c", "import notes; print(notes.__file__)"]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True).stdout.strip()


def test_prints_one_line_per_stage_with_seconds_and_keeps_warnings_in_the_log(checkout: Path):
    ended = set_up(checkout)

    assert ended.returncode == 0, ended.stderr
    lines = ended.stderr.splitlines()
    assert all(line.startswith("  setup  ") for line in lines)
    assert sum(line.endswith(" s") for line in lines) == 3
    assert len(lines) == 4
    assert "WARNING" not in ended.stdout + ended.stderr
    assert "WARNING: a noisy installer" in (checkout / ".cache/setup.log").read_text()


def test_costs_nothing_when_nothing_changed(checkout: Path):
    set_up(checkout)

    again = set_up(checkout, FAKE_UV_FAILS="1")

    assert (again.returncode, again.stderr) == (0, "")


@pytest.mark.parametrize("how", ["copied", "moved"])
def test_a_checkout_that_was_copied_or_moved_runs_its_own_code(checkout: Path, how: str):
    set_up(checkout)
    second = checkout.parent / "second"
    shutil.copytree(checkout, second, symlinks=True)
    if how == "moved":
        shutil.rmtree(checkout)

    ended = set_up(second)

    assert ended.returncode == 0, ended.stderr
    assert "copied or moved" in ended.stderr
    assert where_notes_are(second) == str(second / "notes-service/src/notes/__init__.py")
    assert str(checkout) not in (second / ".venv/pyvenv.cfg").read_text()


def test_a_new_service_is_importable_after_the_next_run(checkout: Path):
    set_up(checkout)
    (checkout / "more-service/src/more").mkdir(parents=True)
    (checkout / "more-service/src/more/__init__.py").write_text("")

    set_up(checkout)

    subprocess.run([".venv/bin/python", "-c", "import more"], cwd=checkout, check=True)


def test_a_failure_says_what_failed_where_to_look_and_what_to_do(checkout: Path):
    (checkout / "requirements/dev.txt").write_text("no-such-package==1.0 --hash=sha256:00\n")
    stub = (checkout.parent / "uv").read_text().replace('"pip sync") ;;', '"pip sync") exit 1 ;;')
    (checkout.parent / "uv").write_text(stub)

    ended = set_up(checkout, PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_NO_INDEX="1", PIP_RETRIES="0")

    assert ended.returncode == 1
    assert "requirements/dev.txt could not be installed" in ended.stderr
    assert ".cache/setup.log" in ended.stderr
    assert not (checkout / ".cache/bootstrap").exists(), "the next run tries again"
