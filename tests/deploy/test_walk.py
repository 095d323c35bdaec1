"""deploy.yml, promote.yml and rollback.yml walked through by the targets that they call, against an embedded AWS."""

import os
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy import deployments, releases
from deploy.deployments import Deployment
from deploy.house import services

from .conftest import answer, publish

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory) -> Path:
    """A Terraform that agrees to everything: the stacks themselves are applied in tests/e2e."""
    program = tmp_path_factory.mktemp("bin") / "terraform"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    return program.parent


@pytest.fixture
def make(stand_in, cloud):
    """Runs a target as a workflow does."""

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        environment["PATH"] = f"{stand_in}:{environment['PATH']}"
        return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    return run


def test_a_release_arrives_waits_goes_on_and_is_taken_back(make, cloud, bucket, deployed, tmp_path):
    names = [name for service in services(ROOT) for name in service.function_names("dev")]
    fleet = [deployed(name, versions=1) for name in names]
    build = tmp_path / "dist"
    build.mkdir()
    (build / "sites.zip").write_bytes(b"zip")
    release = releases.record(build, "c0ffee").id

    # deploy.yml: Terraform publishes a version of each function; the target shifts the traffic to them
    for function in fleet:
        publish(function.client, function.name, "new")
    arrived = make(
        *("make", "arrive", "env=dev", f"bucket={bucket}", f"release={release}", f"folder={build}"),
        *("hold=0.1", "watch=0.1", "run=a-run"),
    )
    assert arrived.returncode == 0, arrived.stderr
    assert {function.version() for function in fleet} == {"2"}
    assert answer(fleet[0]) == "new"
    assert deployments.current("dev", bucket, cloud("s3")).release == release

    # promote.yml: too early; an hour later the same bytes come out
    ask = ["tools/bin/deploy", "promotable", "--from", "dev", "--to", "sit", "--bucket", bucket]
    early = make(*ask, "--folder", str(tmp_path / "early"))
    assert early.returncode == 1
    assert "wait until" in early.stderr
    cloud("s3").delete_object(Bucket=bucket, Key=deployments.current("dev", bucket, cloud("s3")).key)
    ripe = Deployment("dev", release, "c0ffee", datetime.now(UTC) - timedelta(hours=2), "a-run")
    deployments.note(ripe, bucket, cloud("s3"))
    opened = make(*ask, "--folder", str(tmp_path / "later"))
    assert opened.stdout == f"release={release}\ncommit=c0ffee\n", opened.stderr
    assert releases.verify(tmp_path / "later", release).files == releases.verify(build).files

    # rollback.yml: within two minutes
    begun = time.monotonic()
    taken = make("tools/bin/deploy", "rollback", "--env=dev", "--service=")
    assert taken.returncode == 0, taken.stderr
    assert time.monotonic() - begun < 120
    assert {function.version() for function in fleet} == {"1"}


def test_a_release_that_is_not_the_one_built_does_not_arrive(make, bucket, tmp_path):
    build = tmp_path / "dist"
    build.mkdir()
    (build / "sites.zip").write_bytes(b"zip")
    releases.record(build, "c0ffee")

    refused = make("make", "arrive", "env=sit", f"bucket={bucket}", "release=another", f"folder={build}")
    assert refused.returncode != 0
    assert "not another" in refused.stderr
