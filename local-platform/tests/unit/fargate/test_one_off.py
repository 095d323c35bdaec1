"""One-off tasks: RunTask with a command."""

import pytest

from local_platform.fargate.testing import until

JOB = ["php", "job.php", "job-1"]


@pytest.mark.parametrize("exit_code", [0, 1])
def test_runs_the_command_once_and_tells_its_exit_code(ecs, runtime, fargate, exit_code):
    runtime.exit_code = exit_code
    arn = ecs.run_task(JOB)
    story = until(lambda: [d["lastStatus"] for d in ecs.story(arn)][-1:] == ["STOPPED"] and ecs.story(arn))
    assert [d["lastStatus"] for d in story] == ["PROVISIONING", "PENDING", "RUNNING", "DEPROVISIONING", "STOPPED"]
    assert [d["version"] for d in story] == [1, 2, 3, 4, 5]
    assert story[-1]["containers"][0]["exitCode"] == exit_code
    assert story[-1]["stopCode"] == "EssentialContainerExited"
    assert (story[-1]["group"], story[-1]["startedBy"]) == ("family:tenant-abc-wordpress", "site_clone_consumer")
    assert [command for _, _, command in runtime.jobs] == [JOB]


def test_shares_the_installation_of_the_service(ecs, runtime, fargate):
    ecs.want(1)
    ecs.run_task(JOB)
    until(lambda: runtime.jobs and runtime.processes)
    assert {home for call, home in runtime.calls if call == "install"} == {runtime.jobs[0][1]}
    assert runtime.jobs[0][0]["WORDPRESS_DB_PASSWORD"] == "p4ss"


def test_an_entry_point_of_its_own_runs_without_wordpress(ecs, runtime, fargate):
    """As the task that creates a database: before WordPress's first boot there is none to install into."""
    arn = ecs.run_task(["drop"], lastStatus="STOPPED")
    container = ecs.tasks[arn]["taskDefinitionDetail"]["containerDefinitions"][0]
    container["entryPoint"] = ["php", "/opt/bbws/database.php"]
    ecs.tasks[arn]["lastStatus"] = "PROVISIONING"
    until(lambda: ecs.tasks[arn]["lastStatus"] == "STOPPED" and runtime.jobs)

    assert [command for _, _, command in runtime.jobs] == [["php", "/opt/bbws/database.php", "drop"]]
    assert runtime.calls == []


def test_a_task_without_a_command_fails_to_start(ecs, fargate):
    arn = ecs.run_task(None)
    story = until(lambda: [d["lastStatus"] for d in ecs.story(arn)][-1:] == ["STOPPED"] and ecs.story(arn))
    assert story[-1]["stopCode"] == "TaskFailedToStart"
    assert "needs a command" in story[-1]["stoppedReason"]


def test_a_task_that_ran_when_the_platform_ended_is_not_run_again(ecs, runtime, fargate):
    arn = ecs.run_task(JOB, lastStatus="RUNNING", version=3)
    story = until(lambda: len(ecs.story(arn)) == 2 and ecs.story(arn))
    assert [(d["lastStatus"], d["version"]) for d in story] == [("DEPROVISIONING", 4), ("STOPPED", 5)]
    assert story[-1]["containers"][0]["exitCode"] == 137
    assert not runtime.jobs


def test_stop_task_cancels_one_that_waits(ecs, runtime, faults, fargate):
    faults.change({"provisioningSeconds": 600})
    arn = ecs.run_task(JOB)
    until(lambda: ecs.story(arn))
    ecs.tasks[arn]["desiredStatus"] = "STOPPED"
    until(lambda: ecs.story(arn)[-1]["lastStatus"] == "STOPPED")
    assert ecs.story(arn)[-1]["stopCode"] == "UserInitiated"
    assert not runtime.jobs


def test_the_end_is_told_again_to_an_edge_restored_from_before_it(ecs, runtime, fargate):
    arn = ecs.run_task(JOB)
    until(lambda: ecs.tasks[arn]["lastStatus"] == "STOPPED")
    ecs.tasks[arn]["lastStatus"] = "PENDING"
    until(lambda: ecs.tasks[arn]["lastStatus"] == "STOPPED")
    assert len(runtime.jobs) == 1
