"""Checks of our workflows that linters lack: pins, permissions, time limits, and calls of existing commands."""

import re
from pathlib import Path

import pytest

from chassis.testing.yaml_files import read_yaml
from deploy.__main__ import _COMMANDS

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
WANTED = {
    *("ci", "openapi", "terraform", "deploy", "promote", "rollback", "drift", "destroy-tenant", "deploy-tenant"),
    *("security", "release", "image", "proofs"),
}
PIN = re.compile(r"uses: [\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
CALL = re.compile(
    r"\btools/bin/deploy ([a-z-]+)|(?<![\w.])(tools/bin/[a-z-]+)|\bmake ((?:[a-z][a-z-]*(?= |$|\n) ?)+)", re.MULTILINE
)


def texts() -> dict[str, str]:
    return {str(file.relative_to(ROOT)): file.read_text() for file in (ROOT / ".github").rglob("*.yml")}


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def workflow(request) -> dict:
    return read_yaml(request.param)


def test_every_workflow_is_there():
    assert {file.stem for file in FILES} == WANTED


def test_external_actions_are_pinned_to_a_commit_with_its_version():
    uses = [line.strip() for text in texts().values() for line in text.splitlines() if "uses: " in line]
    loose = [line for line in uses if "uses: ./" not in line and not PIN.search(line)]

    assert len(uses) > 30
    assert loose == []


def test_one_action_has_one_pin():
    found: dict[str, set[str]] = {}
    for text in texts().values():
        for name, pin in re.findall(r"uses: ([\w-]+/[\w-]+)(?:/[\w-]+)?@(.+)", text):
            found.setdefault(name, set()).add(pin)

    assert {name: pins for name, pins in found.items() if len(pins) > 1} == {}


def test_permissions_are_granted_per_job(workflow):
    assert workflow["permissions"] == {}
    assert all(job["permissions"] for job in workflow["jobs"].values())


def test_runs_have_a_concurrency_group_and_a_time_limit(workflow):
    longest = 300 if workflow["name"] == "proofs" else 60  # all mutants take hours
    assert workflow["concurrency"]["group"]
    assert all(job["timeout-minutes"] <= longest for job in workflow["jobs"].values())


def test_jobs_reach_aws_by_oidc_in_an_environment(workflow):
    for job in workflow["jobs"].values():
        reaches = [step for step in job["steps"] if "configure-aws-credentials" in step.get("uses", "")]
        for step in reaches:
            assert job["environment"]
            assert job["permissions"]["id-token"] == "write"
            assert set(step["with"]) == {"role-to-assume", "role-session-name", "aws-region"}


def test_no_secret_is_read():
    assert [name for name, text in texts().items() if "secrets." in text] == []


def test_the_required_job_waits_for_all_others():
    jobs = read_yaml(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]

    assert set(jobs["required"]["needs"]) == jobs.keys() - {"required"}


def test_workflows_call_existing_commands():
    makefile = (ROOT / "Makefile").read_text()
    targets = {name for line in re.findall(r"^([a-z][a-z -]*):(?!=)", makefile, re.MULTILINE) for name in line.split()}
    calls = [call for text in texts().values() for call in CALL.findall(text)]
    verbs = {verb for verb, _, _ in calls if verb}
    scripts = {script for _, script, _ in calls if script}
    made = {target for _, _, targets in calls for target in targets.split()}

    assert {"check-window", "prepare-promotion"} <= verbs
    assert verbs - _COMMANDS.keys() == set()
    assert [script for script in scripts if not (ROOT / script).exists()] == []
    assert {"package", "plan", "release"} <= made
    assert made - targets == set()
