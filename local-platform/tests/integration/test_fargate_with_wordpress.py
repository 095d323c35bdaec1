"""The local Fargate with processes that serve: the WordPress simulator."""

import os
import signal

import httpx
import pytest

from local_platform.fargate import Faults, LocalFargate
from local_platform.fargate.testing import ARCHITECTURE, FakeEcs, FakeSecrets, until
from local_platform.wordpress.simulated import SimulatedWordPress
from local_platform.wordpress.simulator.instance import AGENT_KEY_HEADER, agent_key

HOST = "tenant-abc.localhost"
CREDENTIALS = ("platform", "abcd efgh ijkl mnop qrst uvwx")
AS_PLATFORM = {"Host": HOST, AGENT_KEY_HEADER: agent_key(CREDENTIALS[1])}
ENVIRONMENT = {
    "BBWS_TENANT_ID": "tenant-00000000-0000-4000-8000-000000000abc",
    "BBWS_NETWORK_DOMAIN": HOST,
    "BBWS_AGENT_USER": CREDENTIALS[0],
    "BBWS_AGENT_PASSWORD": CREDENTIALS[1],
    "WORDPRESS_DB_NAME": "tenant_abc_db",
    "WORDPRESS_DB_USER": "tenant_abc_user",
}


class RememberedWordPress(SimulatedWordPress):
    """The simulator, with the processes it started at hand."""

    def __init__(self, reason):
        super().__init__(reason)
        self.started = []

    def start(self, env, home, port):
        self.started.append(super().start(env, home, port))
        return self.started[-1]


@pytest.fixture
def runtime():
    runtime = RememberedWordPress("for a test")
    runtime.prepare()
    yield runtime
    runtime.close()


@pytest.fixture
def ecs():
    return FakeEcs()


@pytest.fixture
def launch(ecs, runtime, tmp_path):
    started = []

    def start():
        fargate = LocalFargate(
            "http://edge.invalid",
            runtime,
            tmp_path / "fargate",
            range(18370, 18380),
            Faults(),
            architecture=ARCHITECTURE,
            facts={"BBWS_PUBLIC_PORT": "8080"},
            api=ecs,
            secrets=FakeSecrets(),
        )
        started.append(fargate)
        fargate.start()
        return fargate

    yield start
    for fargate in started:
        fargate.stop(5)


@pytest.fixture
def variables():
    return [{"name": name, "value": value} for name, value in ENVIRONMENT.items()]


@pytest.fixture
def want(ecs, variables):
    """Desire so many tasks with the environment that a provisioner gives them."""

    def want(count):
        ecs.want(count)["taskDefinition"]["containerDefinitions"][0]["environment"] = variables

    return want


def info(fargate):
    """What the agent says of itself, through the balancer."""
    port = fargate.upstream(HOST)
    answer = httpx.get(
        f"http://127.0.0.1:{port}/wp-json/bbws/v1/info", headers=AS_PLATFORM, auth=CREDENTIALS, trust_env=False
    )
    answer.raise_for_status()
    return answer.json()


def test_a_desired_task_serves_the_agent_and_a_killed_one_is_replaced(ecs, runtime, launch, want):
    fargate = launch()
    want(1)
    until(lambda: ecs.counts() == (1, 0), "the first task", 20)
    assert info(fargate)["network"]["domain"] == HOST
    until(lambda: "SERVICE_DEPLOYMENT_COMPLETED" in ecs.names())
    os.kill(runtime.started[0].pid, signal.SIGKILL)
    until(lambda: [d for d in ecs.story() if d.get("stopCode") == "EssentialContainerExited"], "the crash seen", 10)
    until(lambda: ecs.names().count("SERVICE_STEADY_STATE") == 2, "the replacement", 20)
    assert info(fargate)["network"]["domain"] == HOST


def test_data_survives_the_platform(ecs, launch, want):
    first = launch()
    want(1)
    until(lambda: ecs.counts() == (1, 0), "the first task", 20)
    port = first.upstream(HOST)
    created = httpx.post(
        f"http://127.0.0.1:{port}/wp-json/bbws/v1/sites",
        json={"host": "shop.localhost", "title": "Shop", "key": "site-1"},
        headers=AS_PLATFORM,
        auth=CREDENTIALS,
        trust_env=False,
    )
    assert created.status_code == 201
    first.stop()
    second = launch()
    until(lambda: second.upstream(HOST), "the next run", 20)
    assert info(second)["network"]["sites"] == 2


def test_a_job_that_does_not_exist_ends_with_1(ecs, launch, variables):
    launch()
    arn = ecs.run_task(["php", "job.php", "job-unknown"], lastStatus="STOPPED")
    ecs.tasks[arn]["taskDefinitionDetail"]["containerDefinitions"][0]["environment"] = variables
    ecs.tasks[arn]["lastStatus"] = "PROVISIONING"
    until(lambda: ecs.tasks[arn]["lastStatus"] == "STOPPED" and ecs.story(arn)[4:], "the end of the job", 20)
    assert ecs.story(arn)[-1]["containers"][0]["exitCode"] == 1
