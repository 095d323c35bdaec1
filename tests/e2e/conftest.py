"""The whole platform, deployed once a session by the real provider; where Terraform cannot be had, the tests say so."""

import os
import platform as machine
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_platform.manifest import Platform, read_platform
from local_platform.names import ENVIRONMENT
from local_platform.testing import RunningPlatform
from tests.e2e.account import ROOT, Account, pack
from tests.e2e.deployed_platform import DeployedPlatform, options
from tests.integration.journeys import Journey
from tests.terraform.inventory import why_not


@pytest.fixture(scope="session")
def declared() -> Platform:
    """What the checkout declares."""
    return read_platform(ROOT)


@pytest.fixture(scope="session")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layer and the zips."""
    if reason := _unwanted() or why_not() or _no_layer():
        pytest.skip(reason)
    return pack(tmp_path_factory.mktemp("artefacts") / "dist")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> RunningPlatform:
    """How people reach the platform."""
    return RunningPlatform(tmp_path_factory.mktemp("deployed") / "local")


@pytest.fixture(scope="session")
def deployed(artefacts: Path, running: RunningPlatform, declared: Platform) -> Iterator[DeployedPlatform]:
    """The platform, applied to a fresh account."""
    whole = DeployedPlatform(options(running), artefacts, declared.settings[ENVIRONMENT])
    try:
        whole.start()
        yield whole
    finally:
        running.stop_if_running()  # only its clients: the platform is ours
        whole.stop()


@pytest.fixture(scope="session")
def account(deployed: DeployedPlatform) -> Account:
    return deployed.account


@pytest.fixture(scope="session")
def platform(deployed: DeployedPlatform, running: RunningPlatform) -> RunningPlatform:
    """As tests/integration knows it."""
    return running


@pytest.fixture(scope="session")
def journey(platform: RunningPlatform) -> Journey:
    """The steps of people, once the demo company has its WordPress: all functions it needs have started then."""
    steps = Journey(platform)
    steps.active(platform.tenant_id, seconds=300)
    return steps


def _unwanted() -> str | None:
    """Ten minutes, most of them the provider's own waiting: where a person waits for an answer, it is asked for."""
    return None if os.environ.get("E2E") == "1" else "not run: E2E=1 applies all stacks to an emulated account"


def _no_layer() -> str | None:
    """Why the functions' layer cannot be loaded here."""
    here = (machine.system(), machine.machine())
    return None if here == ("Linux", "x86_64") else f"not run: the layer is for Linux on x86-64, this is {here}"
