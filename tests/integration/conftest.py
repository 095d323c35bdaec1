"""What people need on the running platform: the steps of a journey, and a tenant that has its WordPress."""

import pytest

from local_platform.testing import RunningPlatform
from tests.integration.journeys import Journey


@pytest.fixture(scope="session")
def journey(platform: RunningPlatform) -> Journey:
    """The steps that many tests take, by HTTP alone."""
    return Journey(platform)


@pytest.fixture(scope="session")
def hosted(journey: Journey) -> str:
    """A tenant whose instance is ACTIVE."""
    return journey.hosted_tenant("ENTERPRISE")
