"""Runbooks are played on an AWS of their own: they tell of a whole environment, and nothing else may be in it."""

from collections.abc import Iterator

import pytest

from local_platform.embedded_aws import embedded_aws


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    with embedded_aws(tmp_path_factory.mktemp("runbooks") / "log") as endpoint:
        yield endpoint
