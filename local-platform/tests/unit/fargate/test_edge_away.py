"""The edge goes away, comes back, and the platform itself ends in the middle."""

from local_platform.fargate import LocalFargate
from local_platform.fargate.testing import FakeSecrets, until


def test_carries_on_when_the_edge_is_away_and_tells_everything_afterwards(ecs, runtime, fargate):
    """A task that crashes meanwhile is replaced; its events and its state are reported when the edge is back."""
    ecs.want(1)
    until(lambda: ecs.counts() == (1, 0))
    until(lambda: "SERVICE_DEPLOYMENT_COMPLETED" in ecs.names())
    ecs.away = True
    until(lambda: fargate.status()["edge"] == "away")
    runtime.processes[0].killed = True
    until(lambda: len(runtime.running) == 1, "the replacement")
    assert len(ecs.stories()) == 1
    ecs.away = False
    until(lambda: len(ecs.stories()) == 2 and ecs.stories()[1][-1]["lastStatus"] == "RUNNING")
    assert [d["lastStatus"] for d in ecs.stories()[0]][-2:] == ["DEACTIVATING", "STOPPED"]
    until(lambda: fargate.status()["edge"] == "connected")


def test_a_service_missing_from_one_answer_is_not_deleted(ecs, runtime, fargate):
    ecs.want(1)
    until(lambda: ecs.counts() == (1, 0))
    looks, real = [], ecs.desired_state

    def empty_once():
        looks.append(1)
        return real().model_copy(update={"services": ()}) if len(looks) == 1 else real()

    ecs.desired_state = empty_once
    until(lambda: len(looks) > 5)
    assert [process.alive() for process in runtime.processes] == [True]
    assert "SERVICE_DELETED" not in ecs.names()


def test_stop_ends_every_process_and_says_nothing_to_ecs(ecs, runtime, fargate):
    """ECS still desires the tasks: a stopped laptop is no scaling event."""
    ecs.want(2)
    until(lambda: "SERVICE_STEADY_STATE" in ecs.names())
    fargate.stop()
    assert not runtime.running
    assert {detail["lastStatus"] for detail in ecs.described.values()} == {"RUNNING"}


def test_the_next_run_starts_what_is_desired_and_buries_the_old_tasks(ecs, runtime, launch):
    first = launch()
    ecs.want(1)
    until(
        lambda: (
            ecs.names() == ["SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_STEADY_STATE", "SERVICE_DEPLOYMENT_COMPLETED"]
        )
    )
    first.stop()
    launch()
    until(lambda: ecs.names().count("SERVICE_STEADY_STATE") == 2)
    old, new = ecs.stories()
    assert (old[-1]["lastStatus"], old[-1]["version"], old[-1]["stopCode"]) == ("STOPPED", 4, "TerminationNotice")
    assert new[-1]["lastStatus"] == "RUNNING"
    assert ecs.names().count("SERVICE_DEPLOYMENT_IN_PROGRESS") == 1  # it was deployed before


def test_an_error_in_one_turn_does_not_end_the_loop(ecs, fargate):
    real = ecs.report_services

    def stumble(services):
        ecs.report_services = real
        raise RuntimeError("a bug")

    ecs.report_services = stumble
    ecs.want(1)
    until(lambda: ecs.counts() == (1, 0))


def test_one_that_was_never_started_can_be_stopped(ecs, runtime, faults, tmp_path):
    """Something else failed while the platform was starting."""
    fargate = LocalFargate(
        "http://edge.invalid", runtime, tmp_path, [], faults, architecture="ARM64", api=ecs, secrets=FakeSecrets()
    )
    fargate.stop()
    assert runtime.calls == []
