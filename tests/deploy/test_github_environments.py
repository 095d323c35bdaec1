"""Who may deploy is set in GitHub and read back: against a GitHub that keeps what it is given, or forgets a part."""

from copy import deepcopy

import pytest

from chassis.testing.yaml_files import read_yaml
from deploy import github_environments
from deploy.__main__ import main
from deploy.errors import CommandError
from deploy.github import NotFoundError, call
from deploy.github_environments import ROOT, read_rules
from tests.deploy.fake_github import FakeGitHub

REPOSITORY = "managed-wordpress/control-plane"
TEAMS = {1: "dev-leads", 2: "tech-leads", 3: "operations"}
MAIN = frozenset({"refs/heads/main"})


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> FakeGitHub:
    """GitHub with our repository and teams, before anybody set an environment."""
    fixed = {
        f"repos/{REPOSITORY}": {"id": 0, "owner": {"id": 0}},
        f"repos/{REPOSITORY}/actions/oidc/customization/sub": {"use_default": True},
        **{f"orgs/managed-wordpress/teams/{slug}": {"id": number} for number, slug in TEAMS.items()},
    }
    fake = FakeGitHub(fixed, TEAMS)
    monkeypatch.setattr(github_environments, "call", fake.call)
    return fake


def test_an_environment_becomes_four_with_their_rules_and_variables(github, capsys):
    assert main(["set-github-environments", "--env", "prod"]) == 0

    environments = github.environments
    assert environments.keys() == {"prod", "prod-read", "prod-rollback", "prod-tenants"}
    assert [it["id"] for it in environments["prod"]["reviewers"]] == [3, 2]
    assert [environments[name]["prevent_self_review"] for name in ("prod", "prod-rollback")] == [True, False]
    assert all(it["can_admins_bypass"] is False for it in environments.values())
    assert [it["name"] for it in environments["prod-tenants"]["policies"].values()] == ["main"]
    assert environments["prod-read"]["variables"] == {
        "ROLE_ARN": "arn:aws:iam::093646564004:role/bbws-pipeline-read-prod",
        "AWS_REGION": "af-south-1",
        "ARTEFACT_BUCKET": "bbws-artefacts-prod-093646564004",
    }
    assert "prod: runs of refs/heads/main; approved by one of operations, tech-leads\n" in capsys.readouterr().out


def test_only_the_plan_of_a_pull_request_runs_outside_main(github):
    assert main(["set-github-environments", "--env", "dev"]) == 0

    policies = {name: {it["name"] for it in found["policies"].values()} for name, found in github.environments.items()}
    assert policies.pop("dev-read") == {"main", "refs/pull/*/merge"}
    assert set(map(frozenset, policies.values())) == {frozenset({"main"})}


def test_repeating_it_changes_nothing_and_takes_other_branches_away(github):
    main(["set-github-environments", "--env", "sit"])
    once = deepcopy(github.environments)
    github.environments["sit"]["policies"][9] = {"name": "release/*", "type": "branch"}

    assert main(["check-github-environments", "--env", "sit"]) == 1
    assert main(["set-github-environments", "--env", "sit"]) == 0
    assert github.environments == once


@pytest.mark.parametrize(
    ("forgotten", "said"),
    [
        ("reviewers", "prod: approvers are nobody, not operations, tech-leads"),
        ("prevent_self_review", "prod: who started a run may also approve it"),
        ("deployment_branch_policy", "prod: runs of any branch may use it, not only of refs/heads/main"),
        ("can_admins_bypass", "prod: administrators may skip the rules"),
    ],
)
def test_a_rule_that_github_did_not_keep_is_an_error(github, capsys, forgotten, said):
    github.ignores.add(forgotten)

    assert main(["set-github-environments", "--env", "prod"]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("forgotten", "said"),
    [
        ("required_status_checks", "main: needs no check, not required"),
        ("enforce_admins", "main: administrators may skip the checks"),
        ("required_pull_request_reviews", "main: required_approving_review_count is None, not 1"),
    ],
)
def test_protection_that_github_did_not_keep_is_an_error(github, capsys, forgotten, said):
    github.ignores.add(forgotten)

    assert main(["set-github-environments", "--env", "dev"]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        ({}, "main: anybody who may write may push to it"),
        ({"required_status_checks": {"contexts": ["other"]}}, "main: needs other, not required"),
        ({"required_status_checks": {"contexts": ["required"]}}, "main: administrators may skip the checks"),
    ],
)
def test_the_daily_check_sees_that_main_is_open(github, capsys, taken, said):
    """Nobody noticed when branch protection was missing, and every rule of main's runs rests on it."""
    main(["set-github-environments", "--env", "dev"])
    assert main(["check-github-environments", "--env", "dev"]) == 0
    assert "main: pull requests only; 1 approval; after required\n" in capsys.readouterr().out

    github.protection = taken
    assert main(["check-github-environments", "--env", "dev"]) == 1
    assert said in capsys.readouterr().err


def test_the_check_that_main_needs_is_a_job_of_ci():
    declared = read_yaml(ROOT / ".github" / "branch-protection.yaml")
    jobs = read_yaml(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]

    assert set(declared["main"]["checks"]) <= jobs.keys()


def test_an_environment_that_nobody_set_is_open(github, capsys):
    assert main(["check-github-environments", "--env", "dev"]) == 1
    assert "dev-tenants: runs of any branch may use it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        (f"repos/{REPOSITORY}", {"id": 7, "owner": {"id": 8}}, "has the ids 7 and 8"),
        (
            f"repos/{REPOSITORY}/actions/oidc/customization/sub",
            {"use_default": False},
            "the subject of its OIDC tokens",
        ),
    ],
)
def test_another_repository_than_the_roles_trust_is_refused(github, capsys, path, answer, said):
    github.fixed[path] = answer

    assert main(["set-github-environments", "--env", "dev"]) == 1
    assert said in capsys.readouterr().err
    assert github.environments == {}


def test_a_missing_team_is_named(github, capsys):
    del github.fixed["orgs/managed-wordpress/teams/dev-leads"]

    assert main(["set-github-environments", "--env", "sit"]) == 1
    assert "has no team dev-leads" in capsys.readouterr().err


def test_every_environment_of_every_workflow_has_rules():
    """What a workflow names without rules, GitHub would create open to every branch."""
    jobs = [job for file in (ROOT / ".github" / "workflows").glob("*.yml") for job in read_yaml(file)["jobs"].values()]
    named = {name for job in jobs if "environment" in job for name in expand(job["environment"])}

    assert {"dev", "prod-tenants", "prod-rollback", "sit-read"} <= named
    assert named - read_rules().keys() == set()


def expand(environment: str) -> list[str]:
    """The names that an expression of a workflow can become."""
    expression, _, suffix = environment.rpartition("}}")
    return [f"{name}{suffix}" for name in ("dev", "sit", "prod")] if expression else [suffix]


def test_what_changes_prod_is_approved_and_comes_from_main():
    rules = {name: it for name, it in read_rules().items() if name.startswith(("prod", "recovery"))}

    assert {it.refs for it in rules.values()} == {MAIN}
    assert [name for name, it in rules.items() if not it.approvers] == ["prod-read", "recovery-read"]
    assert [name for name, it in rules.items() if it.self_review] == ["prod-rollback", "recovery-rollback"]


GH = """#!/bin/sh
case $4 in
  missing) echo 'gh: Not Found (HTTP 404)' >&2; exit 1 ;;
  refused) echo 'gh: Must have admin rights (HTTP 403)' >&2; exit 1 ;;
  gone) exit 0 ;;
esac
printf '{"method": "%s", "sent": %s}' "$3" "$(cat)"
"""


@pytest.fixture
def gh(tmp_path, monkeypatch):
    """A `gh` that shows what it was called with."""
    (tmp_path / "gh").write_text(GH)
    (tmp_path / "gh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


def test_a_request_goes_through_gh(gh):
    assert call("PUT", "repos/a", {"b": [1]}) == {"method": "PUT", "sent": {"b": [1]}}
    assert call("DELETE", "gone") == {}


def test_what_gh_refuses_is_told(gh):
    with pytest.raises(NotFoundError):
        call("GET", "missing")
    with pytest.raises(CommandError, match="Must have admin rights"):
        call("PUT", "refused", {})


def test_a_missing_gh_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CommandError, match="gh auth login"):
        call("GET", "repos/a")
