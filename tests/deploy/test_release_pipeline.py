"""Runs the make targets of deploy.yml, promote.yml and rollback.yml in order on an embedded AWS."""

import os
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy import deployments, releases
from deploy.checkout import list_services
from deploy.deployments import Deployment

from .conftest import answer, publish

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def fake_terraform(tmp_path_factory) -> Path:
    """A fake Terraform that always succeeds; tests/e2e applies the stacks."""
    program = tmp_path_factory.mktemp("bin") / "terraform"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    return program.parent


@pytest.fixture
def make(fake_terraform, cloud):
    """Runs a target as a workflow does."""

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        environment["PATH"] = f"{fake_terraform}:{environment['PATH']}"
        return subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    return run


def test_a_release_is_deployed_promoted_and_rolled_back(make, cloud, bucket, deployed, tmp_path):
    names = [name for service in list_services(ROOT) for name in service.function_names("dev")]
    functions = [deployed(name, versions=1) for name in names]
    build = tmp_path / "dist"
    build.mkdir()
    (build / "sites.zip").write_bytes(b"zip")
    release = releases.record(build, "c0ffee").id

    # deploy.yml: Terraform publishes a version of each function; the target shifts the traffic to them
    for function in functions:
        publish(function.client, function.name, "new")
    released = make(
        *("make", "release", "env=dev", f"bucket={bucket}", f"release={release}", f"folder={build}"),
        *("hold=0.1", "watch=0.1", "run=a-run"),
    )
    assert released.returncode == 0, released.stderr
    assert {function.get_version() for function in functions} == {"2"}
    assert answer(functions[0]) == "new"
    assert deployments.get_current("dev", bucket, cloud("s3")).release == release

    # promote.yml: too early at first; after the soak time it fetches the same bytes
    command = ["tools/bin/deploy", "prepare-promotion", "--from", "dev", "--to", "sit", "--bucket", bucket]
    early = make(*command, "--folder", str(tmp_path / "early"))
    assert early.returncode == 1
    assert "wait until" in early.stderr
    cloud("s3").delete_object(Bucket=bucket, Key=deployments.get_current("dev", bucket, cloud("s3")).key)
    soaked = Deployment("dev", release, "c0ffee", datetime.now(UTC) - timedelta(hours=2), "a-run")
    deployments.record(soaked, bucket, cloud("s3"))
    opened = make(*command, "--folder", str(tmp_path / "later"))
    assert opened.stdout == f"release={release}\ncommit=c0ffee\n", opened.stderr
    assert releases.verify(tmp_path / "later", release).files == releases.verify(build).files

    # rollback.yml: within two minutes
    started_at = time.monotonic()
    taken = make("tools/bin/deploy", "rollback", "--env=dev", "--service=")
    assert taken.returncode == 0, taken.stderr
    assert time.monotonic() - started_at < 120
    assert {function.get_version() for function in functions} == {"1"}


def test_another_release_than_the_built_one_is_not_deployed(make, bucket, tmp_path):
    build = tmp_path / "dist"
    build.mkdir()
    (build / "sites.zip").write_bytes(b"zip")
    releases.record(build, "c0ffee")

    rejected = make("make", "release", "env=sit", f"bucket={bucket}", "release=another", f"folder={build}")
    assert rejected.returncode != 0
    assert "not another" in rejected.stderr
