"""What the local Fargate does for a service."""

from dataclasses import replace

from local_platform.fargate.testing import HURRY, until

LIFE = ["PROVISIONING", "PENDING", "RUNNING", "DEACTIVATING", "STOPPED"]


def statuses(story):
    return [detail["lastStatus"] for detail in story]


class TestDesiredCount:
    def test_none_two_none(self, ecs, runtime, fargate):
        """Desired 0 → 2 → 0 starts two processes on two ports, then none, and says so each time."""
        ecs.want(0)
        until(lambda: ecs.names("ECS Service Action") == ["SERVICE_STEADY_STATE"], "steady at 0")
        ecs.want(2)
        until(lambda: ecs.counts() == (2, 0), "two running")
        assert len({process.port for process in runtime.running}) == 2
        until(lambda: len(ecs.names("ECS Service Action")) == 2, "steady at 2")
        ecs.want(0)
        until(lambda: ecs.counts() == (0, 0), "none running")
        until(lambda: len(ecs.names("ECS Service Action")) == 3, "steady at 0 again")
        until(lambda: not runtime.running, "both processes gone")
        until(lambda: [statuses(story) for story in ecs.stories()] == [LIFE, LIFE], "both tasks reported to their end")

    def test_versions_rise_by_one_for_each_task(self, ecs, fargate):
        ecs.want(2)
        until(lambda: ecs.counts() == (2, 0))
        ecs.want(0)
        until(lambda: len(ecs.story()) == 10)
        assert [[detail["version"] for detail in story] for story in ecs.stories()] == [[1, 2, 3, 4, 5]] * 2

    def test_the_installation_is_shared_and_made_one_at_a_time(self, ecs, runtime, fargate):
        ecs.want(3)
        until(lambda: ecs.counts() == (3, 0))
        assert [call for call, _ in runtime.calls] == ["install"] * 3, "a task of its own creates the database"
        assert len({home for _, home in runtime.calls}) == 1

    def test_a_start_is_cancelled_when_nobody_wants_it_any_more(self, ecs, runtime, fargate):
        """Desired drops to 0 while WordPress is being installed: no process is ever started."""
        runtime.install_barrier.clear()
        ecs.want(1)
        until(lambda: runtime.calls, "installing")
        until(lambda: ecs.counts() == (0, 1), "one pending")
        ecs.want(0)
        until(lambda: ecs.counts() == (0, 0))
        runtime.install_barrier.set()
        story = until(lambda: statuses(ecs.story())[-1:] == ["STOPPED"] and ecs.story())
        assert statuses(story) == ["PROVISIONING", "PENDING", "DEPROVISIONING", "STOPPED"]
        assert "exitCode" not in story[-1]["containers"][0]
        assert not runtime.processes

    def test_a_deleted_service_ends_its_tasks_and_is_told(self, ecs, runtime, fargate):
        ecs.want(1)
        until(lambda: ecs.counts() == (1, 0))
        ecs.services.clear()
        until(lambda: "SERVICE_DELETED" in ecs.names())
        assert not runtime.running
        assert fargate.status()["services"] == []

    def test_steady_state_repeats(self, ecs, launch):
        launch(replace(HURRY, steady=0.05))
        ecs.want(1)
        until(lambda: ecs.names().count("SERVICE_STEADY_STATE") >= 3)


class TestCrashes:
    def test_a_crashed_task_is_replaced(self, ecs, runtime, fargate):
        ecs.want(1)
        first = until(lambda: ecs.counts() == (1, 0) and runtime.processes[0])
        first.killed = True
        until(lambda: len(runtime.processes) == 2 and ecs.counts() == (1, 0), "a second process")
        stopped = until(lambda: [detail for detail in ecs.story() if detail["lastStatus"] == "STOPPED"])[0]
        assert stopped["stopCode"] == "EssentialContainerExited"
        assert stopped["stoppedReason"] == "Essential container in task exited"
        assert stopped["containers"][0]["exitCode"] == 1
        assert ecs.names().count("SERVICE_DEPLOYMENT_IN_PROGRESS") == 1

    def test_a_deployment_whose_tasks_never_start_fails_after_three(self, ecs, runtime, fargate):
        """The circuit breaker; the reason of the failed start stands in the task's `stoppedReason`."""
        runtime.broken = True
        ecs.want(1)
        until(lambda: "SERVICE_DEPLOYMENT_FAILED" in ecs.names())
        assert "SERVICE_TASK_START_IMPAIRED" in ecs.names()
        until(lambda: ecs.counts() == (0, 0))
        assert len(ecs.stories()) == 3
        assert {story[-1]["stoppedReason"] for story in ecs.stories()} == {"OSError: disk full"}
        assert {story[-1]["stopCode"] for story in ecs.stories()} == {"TaskFailedToStart"}
        assert ecs.reports["tenant-abc-wordpress"]["rolloutState"] == "FAILED"

    def test_a_forced_deployment_tries_again(self, ecs, runtime, fargate):
        runtime.broken = True
        ecs.want(1)
        until(lambda: "SERVICE_DEPLOYMENT_FAILED" in ecs.names())
        runtime.broken = False
        ecs.want(1, deployment="ecs-svc/again")
        until(lambda: "SERVICE_DEPLOYMENT_COMPLETED" in ecs.names())

    def test_pauses_between_restarts_grow(self, ecs, runtime, launch):
        launch(replace(HURRY, backoff=0.5))
        ecs.want(1)
        until(lambda: ecs.counts() == (1, 0))
        runtime.stillborn = True
        runtime.processes[0].killed = True
        until(lambda: len(runtime.processes) == 2, "first restart")
        until(lambda: len(ecs.stories()) == 2 and ecs.stories()[1][-1]["lastStatus"] == "STOPPED")
        assert len(runtime.processes) == 2

    def test_a_task_that_answers_no_more_is_replaced(self, ecs, runtime, fargate):
        """Its port is used as long as there is no better one, as a real balancer does."""
        ecs.want(1)
        until(lambda: ecs.counts() == (1, 0))
        runtime.sick = True
        until(lambda: "Task failed container health checks" in [d.get("stoppedReason") for d in ecs.story()])
        runtime.sick = False
        until(lambda: ecs.counts() == (1, 0))

    def test_a_task_that_never_answers_has_failed_to_start(self, ecs, runtime, launch):
        runtime.sick = True
        launch(replace(HURRY, start_limit=0.05))
        ecs.want(1)
        until(
            lambda: (
                "TimeoutError: WordPress did not answer within 0.05 s." in [d.get("stoppedReason") for d in ecs.story()]
            )
        )
        until(lambda: not runtime.running)


class TestDeployments:
    def test_a_new_definition_replaces_task_by_task(self, ecs, runtime, fargate):
        """New tasks run before old ones stop, and the deployment is reported from beginning to end."""
        ecs.want(2)
        until(lambda: "SERVICE_DEPLOYMENT_COMPLETED" in ecs.names())
        runtime.install_barrier.clear()
        ecs.want(2, revision=2)
        until(lambda: ecs.names().count("SERVICE_DEPLOYMENT_IN_PROGRESS") == 2)
        assert len(runtime.running) == 2  # the old ones still serve
        runtime.install_barrier.set()
        until(lambda: ecs.names().count("SERVICE_DEPLOYMENT_COMPLETED") == 2)
        assert [process.alive() for process in runtime.processes] == [False, False, True, True]
        assert (
            ecs.names("ECS Deployment State Change")
            == [
                "SERVICE_DEPLOYMENT_IN_PROGRESS",
                "SERVICE_DEPLOYMENT_COMPLETED",
            ]
            * 2
        )

    def test_old_tasks_stay_when_the_new_ones_fail(self, ecs, runtime, fargate):
        ecs.want(1)
        until(lambda: "SERVICE_DEPLOYMENT_COMPLETED" in ecs.names())
        runtime.broken = True
        ecs.want(1, revision=2)
        until(lambda: "SERVICE_DEPLOYMENT_FAILED" in ecs.names())
        assert len(runtime.running) == 1
        assert fargate.upstream("tenant-abc.localhost") == runtime.running[0].port


class TestBalancer:
    def test_takes_the_healthy_tasks_in_turn(self, ecs, runtime, fargate):
        ecs.want(2)
        until(lambda: ecs.counts() == (2, 0))
        host = "tenant-abc.localhost:8080"
        until(lambda: {fargate.upstream(host) for _ in range(4)} == {process.port for process in runtime.running})

    def test_knows_only_hosts_of_rules(self, ecs, fargate):
        ecs.want(1)["hosts"] = ["tenant-abc.localhost", "*.shops.localhost"]
        until(lambda: ecs.counts() == (1, 0))
        for host in ("TENANT-ABC.localhost", "karoo.shops.localhost"):
            until(lambda host=host: fargate.upstream(host) is not None)
        for host in ("tenant-abd.localhost", "tenant-abc.sites.localhost", "shops.localhost"):
            assert fargate.upstream(host) is None

    def test_a_service_without_a_rule_runs_and_nobody_reaches_it(self, ecs, fargate):
        ecs.want(1)["hosts"] = []
        until(lambda: ecs.counts() == (1, 0))
        assert fargate.upstream("tenant-abc.localhost") is None


class TestTaskEnvironment:
    def test_definition_secrets_and_facts_of_the_machine(self, ecs, runtime, fargate, tmp_path):
        ecs.want(1)
        until(lambda: ecs.counts() == (1, 0))
        env = runtime.processes[0].env
        assert env == {
            "WORDPRESS_DB_NAME": "tenant_abc_db",
            "WORDPRESS_DB_PASSWORD": "p4ss",
            "BBWS_PUBLIC_PORT": "8080",
            "BBWS_CONTENT_DIR": str(tmp_path / "fargate/families/tenant-abc-wordpress/content"),
        }
