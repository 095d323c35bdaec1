"""What tests of the whole share: a running platform a session, with the WordPress that this machine can run."""

from collections.abc import Iterator

import pytest

from local_platform.testing import RunningPlatform


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPlatform]:
    """A whole platform on free ports, in a folder of its own: `platform.client(role)`, `platform.token(role)`."""
    running = RunningPlatform(tmp_path_factory.mktemp("platform") / "local")
    running.start()
    yield running
    running.stop_if_running()
