"""Starts an embedded AWS for runbooks only, because their output lists everything in an environment."""

from collections.abc import Iterator

import pytest

from local_platform.embedded_aws import embedded_aws


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield its endpoint."""
    with embedded_aws(tmp_path_factory.mktemp("runbooks") / "log") as endpoint:
        yield endpoint
