"""What the architecture tests look at: the checkout and its deployable parts."""

from pathlib import Path

import pytest

from chassis.testing.yaml_files import read_yaml

ROOT = Path(__file__).parents[2]
SECOND_DOORS = {"sqs-consumers", "ecs-event-handler"}  # they enter sites and instances, and are flat inside


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for one of these runs once for each such folder."""
    folders = sorted(path.parent for path in ROOT.glob("*/service.yaml"))
    kinds = {
        "deployed": folders,
        "service": [folder for folder in folders if folder.name not in SECOND_DOORS],
        "http_service": [folder for folder in folders if "http: true" in (folder / "service.yaml").read_text()],
    }
    for kind, found in kinds.items():
        if kind in metafunc.fixturenames:
            metafunc.parametrize(kind, found, ids=lambda folder: folder.name)


@pytest.fixture
def name(http_service: Path) -> str:
    """The name of a service with an API: its package, and its contract's file."""
    return str(read_yaml(http_service / "service.yaml")["service"])
