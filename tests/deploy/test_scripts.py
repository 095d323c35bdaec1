"""The small scripts, each run as a workflow runs it; a stand-in for `gh` writes down what it was asked."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GH = """#!/bin/sh
echo "$@" >>"$ASKED"
case "$*" in
  *--jq*) printf '%s' "${FOUND:-}" ;;
  *--field*) for word; do case $word in body=@*) cat "${word#body=@}" >>"$ASKED.body" ;; esac; done ;;
esac
"""


@pytest.fixture
def run(tmp_path):
    """Runs a script; answers its exit code, what `gh` was asked, and what it said."""
    program = tmp_path / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(GH)
    program.chmod(0o755)
    asked = tmp_path / "asked"

    def go(name: str, *words: str, **environment: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [ROOT / "tools" / "bin" / name, *words],
            cwd=tmp_path,
            env={
                **os.environ,
                "PATH": f"{program.parent}:{os.environ['PATH']}",
                "ASKED": str(asked),
                "GITHUB_REPOSITORY": "bbws/control-plane",
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, asked.read_text() if asked.exists() else "", done.stdout + done.stderr

    return go


class TestComment:
    def test_a_first_comment_is_made_and_bears_its_marker(self, run, tmp_path):
        (tmp_path / "text.md").write_text("hello")

        code, asked, _ = run("comment", "7", "api", "text.md")
        assert code == 0
        assert "PATCH" not in asked
        assert (tmp_path / "asked.body").read_text() == "<!-- api -->\nhello"

    def test_the_same_comment_is_written_anew(self, run, tmp_path):
        (tmp_path / "text.md").write_text("hello")

        _, asked, _ = run("comment", "7", "api", "text.md", FOUND="42")
        assert "--method PATCH repos/bbws/control-plane/issues/comments/42" in asked


class TestIssue:
    @pytest.mark.parametrize(
        ("text", "found", "expected"),
        [
            ("drift", "", "issue create --title Drift in dev"),
            ("drift", "9", "issue edit 9"),
            ("", "9", "issue close 9"),
        ],
    )
    def test_there_is_one_open_issue_while_there_is_something_to_say(self, run, tmp_path, text, found, expected):
        (tmp_path / "drift.md").write_text(text)

        code, asked, _ = run("issue", "Drift in dev", "drift", "drift.md", FOUND=found)
        assert code == 0
        assert expected in asked

    def test_silence_makes_no_issue(self, run, tmp_path):
        (tmp_path / "drift.md").touch()

        _, asked, _ = run("issue", "Drift in dev", "drift", "drift.md")
        assert asked.count("\n") == 1


class TestPublish:
    def test_a_release_has_the_artefacts_their_checksums_and_their_digest(self, run, tmp_path):
        (tmp_path / "dist").mkdir()
        (tmp_path / "dist" / "sites.zip").write_bytes(b"zip")
        (tmp_path / "notes.md").write_text("## v1\n")

        code, asked, _ = run("publish", "v1", "notes.md", "dist", "abc")
        assert code == 0
        assert "release create v1 --verify-tag" in asked
        assert "artefacts-v1.tar.gz checksums.txt" in asked
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

        code, _, said = run("secrets", str(tmp_path / "settings.py"))
        assert code == 1, said

    def test_plain_text_passes(self, run, tmp_path):
        (tmp_path / "settings.py").write_text('PASSWORD = "password-of-a-test"\n')

        assert run("secrets", str(tmp_path / "settings.py"))[0] == 0


class TestOpenapiDiff:
    def test_an_unchanged_contract_breaks_nobody(self, run, tmp_path):
        code, _, said = run("openapi-diff", "HEAD", str(tmp_path / "api.md"))

        assert code == 0, said
        assert "Breaks no caller." in (tmp_path / "api.md").read_text()


class TestRoad:
    def test_a_refusal_is_told_in_words_and_ends_with_one(self, run):
        code, _, said = run("deploy", "verify", "--folder", "nowhere")

        assert code == 1
        assert said == "nowhere has no release.json: record the build, or fetch a release.\n"

    def test_a_broken_contract_is_told_path_by_path(self, run, tmp_path):
        (tmp_path / "sites.yaml").write_text('paths: {"/v1.0/gone": {}}')

        code, _, said = run("deploy", "breaking", "--old", str(tmp_path), "--new", str(ROOT / "openapi"))
        assert code == 1
        assert said == "sites: /v1.0/gone: removed\n"


def test_github_learns_the_four_doors_of_an_environment(run):
    code, asked, said = run("github-environments", "sit", "111122223333", FOUND="bbws/control-plane")

    assert code == 0
    assert said.split() == ["sit", "sit-read", "sit-rollback", "sit-tenants"]
    assert "variable set ROLE_ARN --env sit --body arn:aws:iam::111122223333:role/bbws-pipeline-deploy-sit" in asked
    assert "variable set ROLE_ARN --env sit-read --body arn:aws:iam::111122223333:role/bbws-pipeline-read-sit" in asked
    assert "api --method PUT repos/bbws/control-plane/environments/sit-tenants" in asked
