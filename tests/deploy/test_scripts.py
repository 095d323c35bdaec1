"""Runs the small scripts as a workflow does; a fake `gh` records its calls."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GH = """#!/bin/sh
echo "$@" >>"$CALLS"
case "$*" in
  *--jq*) printf '%s' "${FOUND:-}" ;;
  *--field*) for word; do case $word in body=@*) cat "${word#body=@}" >>"$CALLS.body" ;; esac; done ;;
esac
"""


@pytest.fixture
def run(tmp_path):
    """Runs a script; returns its exit code, the calls of `gh`, and its output."""
    program = tmp_path / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(GH)
    program.chmod(0o755)
    calls = tmp_path / "calls"

    def go(name: str, *arguments: str, **environment: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [ROOT / "tools" / "bin" / name, *arguments],
            cwd=tmp_path,
            env={
                **os.environ,
                "PATH": f"{program.parent}:{os.environ['PATH']}",
                "CALLS": str(calls),
                "GITHUB_REPOSITORY": "bbws/control-plane",
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, calls.read_text() if calls.exists() else "", done.stdout + done.stderr

    return go


class TestComment:
    def test_a_first_comment_is_made_and_bears_its_marker(self, run, tmp_path):
        (tmp_path / "text.md").write_text("hello")

        code, calls, _ = run("comment", "7", "api", "text.md")
        assert code == 0
        assert "PATCH" not in calls
        assert (tmp_path / "calls.body").read_text() == "<!-- api -->\nhello"

    def test_the_same_comment_is_written_anew(self, run, tmp_path):
        (tmp_path / "text.md").write_text("hello")

        _, calls, _ = run("comment", "7", "api", "text.md", FOUND="42")
        assert "--method PATCH repos/bbws/control-plane/issues/comments/42" in calls


class TestIssue:
    @pytest.mark.parametrize(
        ("text", "found", "expected"),
        [
            ("drift", "", "issue create --title Drift in dev"),
            ("drift", "9", "issue edit 9"),
            ("", "9", "issue close 9"),
        ],
    )
    def test_one_issue_is_open_while_drift_exists(self, run, tmp_path, text, found, expected):
        (tmp_path / "drift.md").write_text(text)

        code, calls, _ = run("issue", "Drift in dev", "drift", "drift.md", FOUND=found)
        assert code == 0
        assert expected in calls

    def test_no_drift_opens_no_issue(self, run, tmp_path):
        (tmp_path / "drift.md").touch()

        _, calls, _ = run("issue", "Drift in dev", "drift", "drift.md")
        assert calls.count("\n") == 1


class TestPublish:
    def test_a_release_has_the_artefacts_their_checksums_and_their_digest(self, run, tmp_path):
        (tmp_path / "dist").mkdir()
        (tmp_path / "dist" / "sites.zip").write_bytes(b"zip")
        (tmp_path / "notes.md").write_text("## v1\n")

        code, calls, _ = run("publish", "v1", "notes.md", "dist", "abc")
        assert code == 0
        assert "release create v1 --verify-tag" in calls
        assert "artefacts-v1.tar.gz checksums.txt" in calls
        assert "./sites.zip" in (tmp_path / "checksums.txt").read_text()
        assert "Artefacts: `abc`" in (tmp_path / "notes.md").read_text()


class TestRequired:
    @pytest.mark.parametrize(
        ("results", "code"),
        [(["success", "skipped"], 0), (["success", "failure"], 1), (["cancelled"], 1), ([], 1)],
    )
    def test_only_success_and_what_was_not_needed_pass(self, run, results, code):
        assert run("required", *results)[0] == code


class TestSecrets:
    @pytest.mark.parametrize(
        "planted",
        ["AKIA" + "Z7QW3ERTYUIOP4SD", "-----BEGIN RSA PRIVATE" + " KEY-----", "ghp_" + "a1B2c3D4" * 4 + "e5F6"],
    )
    def test_a_planted_secret_is_found(self, run, tmp_path, planted):
        (tmp_path / "settings.py").write_text(f'X = "{planted}"\n')

        code, _, output = run("secrets", str(tmp_path / "settings.py"))
        assert code == 1, output

    def test_plain_text_passes(self, run, tmp_path):
        (tmp_path / "settings.py").write_text('PASSWORD = "password-of-a-test"\n')

        assert run("secrets", str(tmp_path / "settings.py"))[0] == 0


class TestOpenapiDiff:
    def test_an_unchanged_contract_breaks_no_caller(self, run, tmp_path):
        code, _, output = run("openapi-diff", "HEAD", str(tmp_path / "api.md"))

        assert code == 0, output
        assert "Breaks no caller." in (tmp_path / "api.md").read_text()


class TestDeploy:
    def test_a_failed_check_prints_its_reason_and_exits_with_one(self, run):
        code, _, output = run("deploy", "record-release", "--folder", "nowhere", "--commit", "c0ffee")

        assert code == 1
        assert output == "nowhere is empty: run `make package` first.\n"

    def test_a_breaking_change_is_printed_per_path(self, run, tmp_path):
        (tmp_path / "sites.yaml").write_text('paths: {"/v1.0/gone": {}}')

        code, _, output = run("deploy", "check-contracts", "--old", str(tmp_path), "--new", str(ROOT / "openapi"))
        assert code == 1
        assert output == "sites: /v1.0/gone: removed\n"
