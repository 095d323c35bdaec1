"""`make audit` fails unless the advisory database answered: a fake `pip-audit` stands for a database in each state."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KNOWN = "case $asked in *'pyyaml==5.3 '*) echo CVE-2020-14343; exit 1 ;; esac\n"
SKIPS = "echo 'No known vulnerabilities found'; for word; do [ $word = --strict ] && exit 1; done; exit 0\n"
# How pip-audit answers: finds the control or not, then what it says of everything else.
DATABASES = {
    "it answers": KNOWN + "exit 0\n",
    "it knows no package": SKIPS,
    "it knows packages and no vulnerability": "echo 'No known vulnerabilities found'; exit 0\n",
    "it is not reached": "echo 'connection refused' >&2; exit 1\n",
    "it skips a requirement": KNOWN + SKIPS,
    "it finds a vulnerability": KNOWN + "echo CVE-2026-1; exit 1\n",
}


@pytest.fixture
def audit(tmp_path):
    """Runs the script in a checkout with one requirement, against a database in a given state."""
    (tmp_path / "tools" / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "bin" / "audit", tmp_path / "tools" / "bin" / "audit")
    for folder in ("requirements", ".venv-audit/bin"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "requirements" / "runtime.txt").write_text("boto3==1.44.5 --hash=sha256:0\n")
    for stamp in ("requirements/audit.txt", ".venv-audit/requirements.txt"):
        (tmp_path / stamp).write_text("")
    program = tmp_path / ".venv-audit" / "bin" / "pip-audit"

    def go(database: str) -> subprocess.CompletedProcess[str]:
        program.write_text(f'#!/bin/sh\nfor file; do :; done\nasked=$(cat "$file")\n{DATABASES[database]}')
        program.chmod(0o755)
        script = tmp_path / "tools" / "bin" / "audit"
        return subprocess.run([script], capture_output=True, text=True, check=False)

    return go


def test_requirements_without_known_vulnerabilities_pass(audit):
    assert audit("it answers").returncode == 0


@pytest.mark.parametrize("database", [name for name in DATABASES if name != "it answers"])
def test_a_check_that_could_not_check_fails(audit, database):
    assert audit(database).returncode == 1


def test_the_message_says_that_nothing_was_checked(audit):
    assert "nothing was checked" in audit("it knows no package").stderr
