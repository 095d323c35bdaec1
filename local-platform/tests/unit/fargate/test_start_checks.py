"""Tasks that Fargate does not start: they end with AWS's reason, and nothing was installed."""

import pytest

from local_platform.fargate.testing import definition, until

NO_ROLE = "ECS was unable to assume the role 'arn:aws:iam::000000000000:role/none' that was provided for this task."


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"runtimePlatform": None}, "does not contain descriptor matching platform 'linux/amd64'."),
        ({"runtimePlatform": {"cpuArchitecture": "X86_64"}}, "matching platform 'linux/amd64'."),
        ({"startFailure": NO_ROLE}, NO_ROLE),
    ],
)
def test_a_service_and_a_one_off_task_end_with_the_reason(ecs, runtime, fargate, change, reason):
    ecs.want(1)["taskDefinition"] |= change
    until(lambda: ecs.names("ECS Deployment State Change")[-1:] == ["SERVICE_DEPLOYMENT_FAILED"], "the circuit breaker")
    one_off = ecs.run_task(["php", "job.php", "1"], taskDefinitionDetail=definition() | change)
    until(lambda: ecs.tasks[one_off]["lastStatus"] == "STOPPED", "the end of the one-off task")

    ended = [story[-1] for story in ecs.stories()]
    assert len(ended) > 1
    assert {task["stopCode"] for task in ended} == {"TaskFailedToStart"}
    assert all(task["stoppedReason"].endswith(reason) for task in ended)
    assert (runtime.calls, runtime.jobs) == ([], [])
