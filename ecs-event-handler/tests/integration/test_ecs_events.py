"""ECS events through the function: some change an instance, some are only recorded, some are not ours."""

import dataclasses
import json

import pytest

from chassis.operations.operation import OperationStatus
from ecs_event_handler import dependencies as doors
from instances import dependencies
from instances.domain.lifecycle import InstanceState
from instances.domain.observation import Rollout
from instances.domain.tags import tags_of

STEADY = {"running_count": 2, "pending_count": 0, "rollout": Rollout.COMPLETED}


class TestFirstStart:
    def test_makes_instance_and_operation_complete_and_tells_it_once(self, harness):
        world = harness.launched()
        world.show(**STEADY)

        assert harness.tell(world.service_event("SERVICE_STEADY_STATE")) == {"batchItemFailures": []}

        instance, operation = harness.instance(world), harness.operation(world)
        assert (instance.state, operation.status) == (InstanceState.ACTIVE, OperationStatus.COMPLETED)
        assert all(step.completed_at for step in operation.steps)
        assert instance.provisioning_completed_at
        assert (instance.observed.running_count, instance.observed.last_event) == (2, "SERVICE_STEADY_STATE")
        assert harness.news(world)[-1] == ("INSTANCE_ACTIVATED", "ACTIVE")

    def test_believes_ecs_and_not_the_event(self, harness):
        world = harness.launched()

        harness.tell(world.service_event("SERVICE_STEADY_STATE"))  # a late event: two tasks are still pending

        assert harness.instance(world).state is InstanceState.PROVISIONING

    def test_ends_with_the_cause_when_the_deployment_failed(self, harness):
        world = harness.launched()
        world.show(rollout=Rollout.FAILED, reason="circuit breaker: tasks failed to start", pending_count=0)

        harness.tell(world.service_event("SERVICE_DEPLOYMENT_FAILED", "ECS Deployment State Change"))

        instance, operation = harness.instance(world), harness.operation(world)
        assert (instance.state, operation.status) == (InstanceState.FAILED, OperationStatus.FAILED)
        assert operation.error.cause == "circuit breaker: tasks failed to start"
        assert harness.news(world)[-1] == ("INSTANCE_FAILED", "FAILED")

    def test_is_not_noticed_before_the_provisioner_says_that_the_service_is_made(self, harness):
        world = harness.launched()
        harness.put(world, InstanceState.PENDING_PROVISIONING)
        world.show(**STEADY)

        harness.tell(world.service_event("SERVICE_STEADY_STATE"))

        assert harness.instance(world).state is InstanceState.PENDING_PROVISIONING

    def test_writes_nothing_for_a_duplicate(self, harness):
        world = harness.running()
        before, news = harness.instance(world), harness.news(world)

        harness.tell(world.service_event("SERVICE_STEADY_STATE"), world.service_event("SERVICE_STEADY_STATE"))

        assert (harness.instance(world), harness.news(world)) == (before, news)

    def test_needs_no_operation_to_go_on(self, harness):
        world = harness.launched()
        harness.put(world, InstanceState.PROVISIONING, operation_id="op-1b4e28ba-2fa1-4d2e-883f-0016d3cca427")
        world.show(**STEADY)

        harness.tell(world.service_event("SERVICE_STEADY_STATE"))

        assert harness.instance(world).state is InstanceState.ACTIVE


class TestLaterLife:
    def test_desired_zero_and_steady_means_suspended(self, harness):
        world = harness.running()
        harness.put(world, InstanceState.SUSPENDING)
        world.show(desired_count=0, running_count=0)

        harness.tell(world.service_event("SERVICE_STEADY_STATE"))

        assert harness.instance(world).state is InstanceState.SUSPENDED
        assert harness.instance(world).desired_count == 2  # the count to resume with

    def test_follows_a_service_that_went_two_ways_unseen(self, harness):
        world = harness.running()
        world.show(desired_count=0, running_count=0)

        harness.tell(world.service_event("SERVICE_STEADY_STATE"))

        assert harness.instance(world).state is InstanceState.SUSPENDED
        assert [state for _, state in harness.news(world)][-3:] == ["ACTIVE", "SUSPENDING", "SUSPENDED"]

    def test_scales_and_settles(self, harness):
        world = harness.running()
        world.show(desired_count=4, pending_count=2)
        harness.tell(world.service_event("SERVICE_DESIRED_COUNT_UPDATED"))
        assert harness.instance(world).state is InstanceState.SCALING
        world.show(running_count=4, pending_count=0)

        harness.tell(world.service_event("SERVICE_STEADY_STATE"))

        assert (harness.instance(world).state, harness.instance(world).desired_count) == (InstanceState.ACTIVE, 4)
        assert harness.news(world)[-1] == ("INSTANCE_STATE_CHANGED", "ACTIVE")

    def test_resumes(self, harness):
        world = harness.running()
        harness.put(world, InstanceState.SUSPENDED)
        world.show(running_count=0, pending_count=2)
        harness.tell(world.service_event("SERVICE_DESIRED_COUNT_UPDATED"))
        assert harness.instance(world).state is InstanceState.RESUMING
        world.show(**STEADY)

        harness.tell(world.service_event("SERVICE_STEADY_STATE"))

        assert harness.instance(world).state is InstanceState.ACTIVE

    def test_rolls_back(self, harness):
        world = harness.running()
        world.show(rollout=Rollout.IN_PROGRESS, rolling_back=True)
        harness.tell(world.service_event("SERVICE_DEPLOYMENT_FAILED", "ECS Deployment State Change"))
        assert harness.instance(world).state is InstanceState.ROLLING_BACK
        world.show(rollout=Rollout.COMPLETED, rolling_back=False)

        harness.tell(world.service_event("SERVICE_STEADY_STATE"))

        assert harness.instance(world).state is InstanceState.ACTIVE

    @pytest.mark.parametrize("state", [InstanceState.PENDING_DEPROVISIONING, InstanceState.DEPROVISIONING])
    def test_a_steady_service_means_nothing_while_it_is_being_removed(self, harness, state):
        world = harness.running()
        harness.put(world, state)

        harness.tell(world.service_event("SERVICE_STEADY_STATE"))

        assert harness.instance(world).state is state

    def test_a_service_that_is_gone_ends_its_removal(self, harness):
        world = harness.running()
        harness.put(world, InstanceState.DEPROVISIONING)
        world.seen = None

        harness.tell(world.service_event("SERVICE_DELETED"))

        assert harness.instance(world).state is InstanceState.DEPROVISIONED

    def test_a_service_that_is_not_shown_means_nothing_before(self, harness):
        world = harness.launched()
        world.seen = None

        harness.tell(world.service_event("SERVICE_DEPLOYMENT_IN_PROGRESS", "ECS Deployment State Change"))

        assert harness.instance(world).state is InstanceState.PROVISIONING


class TestTasks:
    def test_the_highest_version_stands(self, harness):
        world = harness.launched()

        harness.tell(world.task_event("t1", "RUNNING", 4), world.task_event("t1", "PENDING", 2))

        assert harness.tasks(world) == {"t1": ("RUNNING", 4)}

    def test_a_stopped_one_says_why(self, harness):
        world = harness.launched()
        detail = {
            "stopCode": "EssentialContainerExited",
            "stoppedReason": "Essential container in task exited",
            "stoppedAt": "2026-02-21T08:00:30.000Z",
            "containers": [{"name": "aws-guardduty-agent", "exitCode": 0}, {"name": "wordpress", "exitCode": 137}],
        }

        harness.tell(world.task_event("t1", "STOPPED", 6, **detail))

        (_, [task]) = dependencies.instance_dao().get_with_tasks(world.tenant_id)
        assert (task.container, task.exit_code, task.stop_code) == ("wordpress", 137, "EssentialContainerExited")
        assert task.stop_cause == "wordpress ran out of memory (exit code 137)."
        assert task.expires_at_epoch == int(harness.clock().timestamp()) + 3630

    def test_one_on_its_way_is_no_reason_to_look(self, harness):
        world = harness.running()
        before = world.looked

        harness.tell(world.task_event("t1", "PENDING", 2))

        assert world.looked == before

    def test_one_that_runs_is_a_reason_even_when_service_events_are_lost(self, harness):
        world = harness.launched()
        world.show(**STEADY)

        harness.tell(world.task_event("t1", "RUNNING", 4))

        assert harness.instance(world).state is InstanceState.ACTIVE


class TestWhoseServiceItIs:
    def test_the_events_own_tags_come_first(self, harness):
        world = harness.launched()
        world.show(**STEADY)
        tags = [{"key": k, "value": v} for k, v in tags_of(world.tenant_id, "local", None, "wordpress").items()]

        harness.tell(world.service_event("SERVICE_STEADY_STATE", tags=tags))

        assert harness.instance(world).state is InstanceState.ACTIVE
        assert world.looked == 1  # one read for the state, none to find the tenant

    def test_the_name_leads_to_the_tenant_when_nobody_tagged(self, harness):
        world = harness.launched()
        world.show(**STEADY, tags={})

        harness.tell(world.service_event("SERVICE_STEADY_STATE"))

        assert harness.instance(world).state is InstanceState.ACTIVE

    def test_another_environments_service_is_ignored(self, harness):
        world = harness.launched()
        world.show(**STEADY, tags=tags_of(world.tenant_id, "prod", None, "wordpress"))

        assert harness.tell(world.service_event("SERVICE_STEADY_STATE")) == {"batchItemFailures": []}

        assert harness.instance(world).state is InstanceState.PROVISIONING

    def test_another_clusters_task_is_ignored(self, harness):
        world = harness.launched()

        harness.tell(world.task_event("t1", "RUNNING", 4, clusterArn="arn:aws:ecs:af-south-1:0:cluster/other"))

        assert harness.tasks(world) == {}

    @pytest.mark.parametrize("name", ["billing", "tenant-000000000000-wordpress"])
    def test_a_service_that_is_no_tenants_is_ignored(self, harness, name):
        world = harness.launched()
        world.name = name

        assert harness.tell(world.service_event("SERVICE_STEADY_STATE")) == {"batchItemFailures": []}

    def test_a_tenant_without_an_instance_is_ignored(self, harness):
        world = harness.launched()
        tags = [{"key": k, "value": v} for k, v in tags_of("tenant-gone", "local", None, "wordpress").items()]

        assert harness.tell(world.service_event("SERVICE_STEADY_STATE", tags=tags)) == {"batchItemFailures": []}

    def test_a_one_off_task_is_ignored(self, harness):
        world = harness.launched()

        harness.tell(world.task_event("t1", "RUNNING", 4, group="family:tenant-x"))

        assert harness.tasks(world) == {}

    def test_an_unknown_kind_of_event_is_ignored(self, harness):
        world = harness.launched()

        answer = harness.tell(world.service_event("SOMETHING", "ECS Container Instance State Change"))

        assert answer == {"batchItemFailures": []}

    def test_what_it_knows_is_bounded(self, harness, monkeypatch):
        monkeypatch.setattr("ecs_event_handler.tenant_finder.REMEMBERED", 1)
        for world in (harness.launched(), harness.launched()):
            harness.tell(world.service_event("SERVICE_STEADY_STATE"), world.service_event("SERVICE_STEADY_STATE"))

        assert len(doors.event_handler().finder._known) == 1

    @pytest.mark.parametrize("body", ["", "[]", "{}", json.dumps({"source": "aws.s3", "detail-type": "x"})])
    def test_what_is_no_event_of_ecs_goes_to_the_dead_letters(self, harness, body):
        assert len(harness.tell(body)["batchItemFailures"]) == 1


class TestRaces:
    def test_looks_again_when_somebody_wrote_meanwhile(self, harness, monkeypatch):
        world = harness.launched()
        world.show(**STEADY)
        dao = dependencies.instance_dao()
        read, answers = dao.get, iter([_older(harness.instance(world))])
        monkeypatch.setattr(dao, "get", lambda tenant_id: next(answers, None) or read(tenant_id))

        harness.tell(world.service_event("SERVICE_STEADY_STATE"))

        assert harness.instance(world).state is InstanceState.ACTIVE

    def test_comes_back_later_when_others_write_all_the_time(self, harness, monkeypatch):
        world = harness.launched()
        world.show(**STEADY)
        old = _older(harness.instance(world))
        monkeypatch.setattr(dependencies.instance_dao(), "get", lambda _: old)

        answer = harness.tell(world.service_event("SERVICE_STEADY_STATE"))

        assert len(answer["batchItemFailures"]) == 1


def _older(instance):
    return dataclasses.replace(instance, version=instance.version - 1)
