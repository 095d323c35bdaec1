"""A local Fargate in a hurry, between a fake ECS and a fake WordPress runtime."""

import pytest

from local_platform.fargate import Faults, LocalFargate
from local_platform.fargate.testing import ARCHITECTURE, HURRY, FakeEcs, FakeRuntime, FakeSecrets


@pytest.fixture
def ecs():
    return FakeEcs()


@pytest.fixture
def runtime():
    return FakeRuntime()


@pytest.fixture
def faults():
    return Faults()


@pytest.fixture
def launch(ecs, runtime, faults, tmp_path):
    """Start a local Fargate; called twice, it is the next run on the same state."""
    started = []

    def start(timing=HURRY):
        fargate = LocalFargate(
            "http://edge.invalid",
            runtime,
            tmp_path / "fargate",
            range(18300, 18340),
            faults,
            architecture=ARCHITECTURE,
            facts={"BBWS_PUBLIC_PORT": "8080"},
            api=ecs,
            secrets=FakeSecrets(),
            timing=timing,
        )
        started.append(fargate)
        fargate.start()
        return fargate

    yield start
    runtime.install_barrier.set()
    runtime.job_barrier.set()
    for fargate in started:
        fargate.stop(2)


@pytest.fixture
def fargate(launch):
    return launch()
