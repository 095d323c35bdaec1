"""The provisioner on a real ECS and real secrets: whatever happens to it, one service, one set of secrets, one end."""

import dataclasses
import json

import pytest

from chassis import clients
from chassis.operation import OperationStatus, StepStatus
from chassis.operation_log import LostLease
from chassis.saga import Impossible, Retryable
from chassis.testing import queue_event
from chassis.testing.faults import Killed, Moment, calls_counted, killed_at
from instances import dead_letters_main, dependencies, provisioner_dependencies, provisioner_main
from instances.clients.ecs_reader import EcsReader
from instances.domain.lifecycle import InstanceState
from instances.domain.observation import Rollout

CLUSTER = "bbws-cluster-local"


@pytest.fixture
def shown(monkeypatch):
    """What ECS is made to show instead of the truth; MiniStack alone has everything running at once."""
    changes: dict = {}
    look = EcsReader.observe

    def observe(reader, name):
        seen = look(reader, name)
        return dataclasses.replace(seen, **changes) if seen and changes else seen

    monkeypatch.setattr(EcsReader, "observe", observe)
    return changes


def service(name: str) -> dict:
    return clients.ecs().describe_services(cluster=CLUSTER, services=[name], include=["TAGS"])["services"][0]


def definition(name: str) -> dict:
    return clients.ecs().describe_task_definition(taskDefinition=name, include=["TAGS"])


def secret(tenant_id: str, name: str) -> dict:
    answer = clients.secrets_manager().get_secret_value(SecretId=f"bbws/wp/{tenant_id}/{name}")
    return {"arn": answer["ARN"], **json.loads(answer["SecretString"])}


class TestProvisioning:
    def test_brings_an_instance_into_being(self, house):
        tenant_id = house.tenant()
        house.create(tenant_id, configuration={"desiredCount": 3, "wordpressVersion": "6.8.7"}, opportunityId="O-1")

        assert house.provision(tenant_id) == {"batchItemFailures": []}

        instance, operation = house.instance(tenant_id), house.operation(tenant_id)
        assert (instance.state, operation.status) == (InstanceState.ACTIVE, OperationStatus.COMPLETED)
        assert operation.progress == 100
        assert instance.provisioning_started_at
        assert instance.provisioning_completed_at
        made = service(instance.service_name)
        assert instance.resources.ecs_service_arn == made["serviceArn"]
        assert made["desiredCount"] == 3
        assert made["propagateTags"] == "SERVICE"
        assert made["deploymentConfiguration"] == {
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            "minimumHealthyPercent": 50,
            "maximumPercent": 200,
        }
        assert {tag["key"]: tag["value"] for tag in made["tags"]} == {
            "bbws:tenant-id": tenant_id,
            "bbws:project": "BBWS-Phase-2.1-ECS",
            "bbws:cost-center": "BBWS-AWS",
            "bbws:opportunity": "O-1",
            "bbws:managed-by": "instance-management",
            "bbws:environment": "local",
            "bbws:component": "wordpress",
        }

    def test_tells_the_container_all_it_needs(self, house):
        tenant_id = house.tenant()
        house.create(tenant_id, tier="ENTERPRISE", configuration={"wordpressVersion": "6.8.7"})
        house.provision(tenant_id)
        instance = house.instance(tenant_id)

        found = definition(instance.service_name)["taskDefinition"]

        assert (found["cpu"], found["memory"], found["networkMode"]) == ("2048", "4096", "awsvpc")
        container = found["containerDefinitions"][0]
        assert container["image"] == "registry.example/bbws-wordpress:6.8.7"
        assert {one["name"]: one["value"] for one in container["environment"]} == {
            "BBWS_TENANT_ID": tenant_id,
            "BBWS_NETWORK_DOMAIN": f"tenant-{instance.slug}.wp.example",
            "BBWS_PUBLIC_PORT": "8080",
            "BBWS_CONTENT_DIR": "/var/www/html/wp-content/uploads",
            "WORDPRESS_DB_HOST": "db.example:3306",
            "WORDPRESS_DB_NAME": f"tenant_{instance.slug}_db",
        }
        database, app = secret(tenant_id, "database"), secret(tenant_id, "wp-app-password")
        assert {one["name"]: one["valueFrom"] for one in container["secrets"]} == {
            "WORDPRESS_DB_USER": f"{database['arn']}:username::",
            "WORDPRESS_DB_PASSWORD": f"{database['arn']}:password::",
            "BBWS_AGENT_USER": f"{app['arn']}:username::",
            "BBWS_AGENT_PASSWORD": f"{app['arn']}:password::",
        }
        assert (app["username"], database["username"]) == ("platform", f"tenant_{instance.slug}_user")
        assert (len(app["password"]), len(database["password"])) == (24, 32)
        assert found["volumes"][0]["efsVolumeConfiguration"]["rootDirectory"] == f"/tenant-{instance.slug}"

    def test_needs_no_shared_file_system(self, house, monkeypatch):
        monkeypatch.setenv("WORDPRESS_FILE_SYSTEM_ID", "")
        tenant_id = house.tenant()
        house.create(tenant_id)
        house.provision(tenant_id)

        found = definition(house.instance(tenant_id).service_name)["taskDefinition"]

        assert (found["volumes"], found["containerDefinitions"][0]["mountPoints"]) == ([], [])

    def test_leaves_the_end_to_ecs_events_when_containers_are_still_starting(self, house, shown):
        shown |= {"rollout": Rollout.IN_PROGRESS, "running_count": 1, "pending_count": 1}
        tenant_id = house.tenant()
        house.create(tenant_id)

        assert house.provision(tenant_id) == {"batchItemFailures": []}

        operation = house.operation(tenant_id)
        assert house.instance(tenant_id).state is InstanceState.PROVISIONING
        assert operation.step("await_steady_state").status is StepStatus.WAITING
        assert operation.message == "1 of 2 containers run."
        assert len(house.outbox(tenant_id, "INSTANCE_STATE_CHANGED")) == 1

    def test_ends_when_ecs_has_given_up(self, house, shown):
        shown |= {"rollout": Rollout.FAILED, "running_count": 0, "reason": "tasks failed to start"}
        tenant_id = house.tenant()
        house.create(tenant_id)

        house.provision(tenant_id)

        instance, operation = house.instance(tenant_id), house.operation(tenant_id)
        assert (instance.state, operation.status) == (InstanceState.FAILED, OperationStatus.FAILED)
        assert instance.last_error.cause == operation.error.cause == "tasks failed to start"
        assert (operation.error.step, operation.error.safe_to_retry) == ("await_steady_state", True)
        assert len(house.outbox(tenant_id, "INSTANCE_FAILED")) == 1

    def test_starts_a_failed_deployment_anew_when_retried(self, house, shown):
        shown |= {"rollout": Rollout.FAILED}
        tenant_id = house.tenant()
        house.create(tenant_id)
        house.provision(tenant_id)
        name = house.instance(tenant_id).service_name
        failed = service(name)["deployments"][0]["id"]
        house.retry(tenant_id)

        house.provision(tenant_id)

        assert service(name)["deployments"][0]["id"] != failed

    def test_tries_again_while_the_new_service_is_not_shown(self, house, monkeypatch):
        tenant_id = house.tenant()
        house.create(tenant_id)
        monkeypatch.setattr(EcsReader, "observe", lambda *_: None)

        assert house.provision(tenant_id)["batchItemFailures"]

        step = house.operation(tenant_id).step("await_steady_state")
        assert (step.status, step.message) == (StepStatus.RETRYING, "The service is not to be seen yet.")

    def test_gives_up_when_aws_is_away_too_long(self, house, monkeypatch):
        tenant_id = house.tenant()
        house.create(tenant_id)

        def away(*_, **__):
            raise TimeoutError

        monkeypatch.setattr(provisioner_dependencies.infrastructure().credentials, "create", away)
        for _ in range(5):
            house.provision(tenant_id)
            house.clock.advance(minutes=3)

        operation = house.operation(tenant_id)
        assert house.instance(tenant_id).state is InstanceState.FAILED
        assert (operation.error.code, operation.error.step) == ("DEPENDENCY_UNAVAILABLE", "create_credentials")

    def test_does_nothing_when_asked_again_after_the_end(self, house):
        tenant_id = house.tenant()
        house.create(tenant_id)
        house.provision(tenant_id)
        before = house.items(tenant_id)

        assert house.provision(tenant_id) == {"batchItemFailures": []}

        assert house.items(tenant_id) == before

    @pytest.mark.parametrize("body", ["{}", "no JSON", json.dumps({"messageType": "OTHER"})])
    def test_sends_what_it_cannot_read_to_the_dead_letters(self, house, body):
        answer = provisioner_main.lambda_handler(queue_event(body, queue="instance-provision"), None)

        assert len(answer["batchItemFailures"]) == 1

    def test_refuses_a_command_of_another_name(self, house):
        tenant_id = house.tenant()
        house.create(tenant_id)
        body = house.outbox(tenant_id, "INSTANCE_PROVISION_REQUEST")[0]["body"] | {"messageType": "OTHER"}

        assert provisioner_main.lambda_handler(queue_event(body), None)["batchItemFailures"]


class TestKilled:
    """The process dies at each of its calls to AWS, once before and once after the call has had its effect."""

    def test_always_ends_with_one_service_one_set_of_secrets_one_completed_operation(self, house):
        tenant_id = house.tenant()
        house.create(tenant_id)
        with calls_counted() as calls:
            house.provision(tenant_id)
        assert {"ecs:CreateService", "secretsmanager:CreateSecret"} <= {_plain(name) for name in calls.names}

        for call in range(len(calls.names)):
            for moment in Moment:
                self._die_and_recover(house, call, moment)

    def _die_and_recover(self, house, call, moment):
        tenant_id = house.tenant()
        house.create(tenant_id)
        with killed_at(call, moment) as calls, pytest.raises(Killed):
            house.provision(tenant_id)
        house.clock.advance(seconds=60)  # the dead worker's lease has lapsed
        house.provision(tenant_id)

        where = f"killed {moment} {calls.names[-1]} (call {call})"
        instance, operation = house.instance(tenant_id), house.operation(tenant_id)
        assert (instance.state, operation.status) == (InstanceState.ACTIVE, OperationStatus.COMPLETED), where
        ecs = clients.ecs()
        assert ecs.list_task_definitions(familyPrefix=instance.service_name)["taskDefinitionArns"] == [
            instance.resources.ecs_task_definition_arn
        ], where
        assert service(instance.service_name)["serviceArn"] == instance.resources.ecs_service_arn, where
        assert len(service(instance.service_name)["deployments"]) == 1, where
        assert secret(tenant_id, "database")["arn"] == instance.resources.database_secret_arn, where
        assert secret(tenant_id, "wp-app-password")["arn"] == instance.resources.app_password_secret_arn, where
        assert len(house.outbox(tenant_id, "INSTANCE_ACTIVATED")) == 1, where


def _plain(name: str) -> str:
    service_name, _, operation = name.partition(":")
    return f"{service_name.lower().replace(' ', '')}:{operation}"


class TestInfrastructure:
    def test_never_overwrites_a_secret(self, house):
        tenant_id = house.tenant()
        clients.secrets_manager().create_secret(
            Name=f"bbws/wp/{tenant_id}/wp-app-password", SecretString=json.dumps({"username": "u", "password": "p"})
        )
        house.create(tenant_id)

        house.provision(tenant_id)

        assert secret(tenant_id, "wp-app-password")["password"] == "p"

    def test_leaves_somebody_elses_service_alone(self, house):
        tenant_id = house.tenant()
        house.create(tenant_id)
        name = house.instance(tenant_id).service_name
        ecs = clients.ecs()
        ecs.register_task_definition(family="other", containerDefinitions=[{"name": "a", "image": "b"}])
        ecs.create_service(cluster=CLUSTER, serviceName=name, taskDefinition="other", desiredCount=1)

        house.provision(tenant_id)

        operation = house.operation(tenant_id)
        assert (operation.error.code, operation.error.safe_to_retry) == ("SERVICE_NAME_TAKEN", False)
        assert service(name)["taskDefinition"].endswith("other:1")

    def test_registers_a_new_revision_only_when_something_differs(self, house):
        tenant_id = house.tenant()
        house.create(tenant_id)
        house.provision(tenant_id)
        instance = house.instance(tenant_id)
        infrastructure = provisioner_dependencies.infrastructure()
        credentials = infrastructure.create_credentials(instance)

        same = infrastructure.register_task_definition(instance, credentials)
        other = infrastructure.register_task_definition(
            dataclasses.replace(instance, wordpress_version="6.9"), credentials
        )

        assert same == instance.resources.ecs_task_definition_arn
        assert other.endswith(":2")
        infrastructure.create_service(instance, other)
        assert service(instance.service_name)["taskDefinition"] == other

    def test_says_what_aws_refused(self, house):
        tenant_id = house.tenant()
        house.create(tenant_id)
        instance = house.instance(tenant_id)

        with pytest.raises(Impossible) as refused:
            provisioner_dependencies.infrastructure().create_service(
                instance, "arn:aws:ecs:af-south-1:000000000000:task-definition:none"
            )

        assert refused.value.error.code == "INFRASTRUCTURE_REFUSED"
        assert "ClientException" in refused.value.error.cause

    def test_a_service_made_a_moment_ago_is_no_refusal(self, house, monkeypatch):
        tenant_id = house.tenant()
        house.create(tenant_id)
        house.provision(tenant_id)
        monkeypatch.setattr(EcsReader, "observe", lambda *_: None)  # ECS does not show it yet
        instance = house.instance(tenant_id)

        with pytest.raises(clients.ecs().exceptions.ClientException, match="not idempotent"):
            provisioner_dependencies.infrastructure().create_service(
                instance, instance.resources.ecs_task_definition_arn
            )


class TestRaces:
    def test_a_worker_whose_operation_was_ended_writes_nothing(self, house):
        tenant_id = house.tenant()
        house.create(tenant_id)
        stale = house.operation(tenant_id)
        house.provision(tenant_id)
        before = house.items(tenant_id)

        dependencies.progress().finish(stale)  # done already is done

        assert house.items(tenant_id) == before

    def test_a_worker_who_lost_the_lease_cannot_end_the_operation(self, house, shown):
        shown |= {"rollout": Rollout.IN_PROGRESS}
        tenant_id = house.tenant()
        house.create(tenant_id)
        stale = house.operation(tenant_id)
        house.provision(tenant_id)

        with pytest.raises(LostLease):
            dependencies.progress().finish(stale)

    def test_a_worker_of_a_forgotten_operation_stops(self, house):
        tenant_id = house.tenant()
        house.create(tenant_id)
        other = dataclasses.replace(house.operation(tenant_id), operation_id="op-other")

        with pytest.raises(LostLease):
            dependencies.progress().instance(other)

    def test_looks_again_when_somebody_changed_the_instance_meanwhile(self, house, shown, monkeypatch):
        shown |= {"rollout": Rollout.IN_PROGRESS}
        tenant_id = house.tenant()
        house.create(tenant_id)
        house.provision(tenant_id)
        progress, current = dependencies.progress(), house.instance(tenant_id)
        old = dataclasses.replace(current, version=current.version - 1)
        answers = iter([old, current])
        monkeypatch.setattr(progress.instances, "get", lambda _: next(answers))

        progress.finish(dependencies.operation_log().find(current.operation_id))

        assert dependencies.operation_log().find(current.operation_id).status is OperationStatus.COMPLETED

    def test_gives_up_for_now_when_others_write_all_the_time(self, house, shown, monkeypatch):
        shown |= {"rollout": Rollout.IN_PROGRESS}
        tenant_id = house.tenant()
        house.create(tenant_id)
        house.provision(tenant_id)
        current = house.instance(tenant_id)
        old = dataclasses.replace(current, version=current.version - 1)
        monkeypatch.setattr(dependencies.progress().instances, "get", lambda _: old)

        with pytest.raises(Retryable):
            dependencies.progress().finish(dependencies.operation_log().find(current.operation_id))


class TestDeadLetters:
    def test_end_the_operation_where_people_can_see_it(self, house):
        tenant_id = house.tenant()
        house.create(tenant_id)
        body = house.outbox(tenant_id, "INSTANCE_PROVISION_REQUEST")[0]["body"]

        answer = dead_letters_main.lambda_handler(queue_event(body), None)

        assert answer == {"batchItemFailures": []}
        operation = house.operation(tenant_id)
        assert (operation.status, operation.error.code) == (OperationStatus.FAILED, "UNDELIVERABLE")
        assert operation.error.step == "create_credentials"
        assert house.retry(tenant_id)[0] == 202

    def test_change_nothing_after_the_end(self, house):
        tenant_id = house.tenant()
        house.create(tenant_id)
        house.provision(tenant_id)
        body = house.outbox(tenant_id, "INSTANCE_PROVISION_REQUEST")[0]["body"]

        dead_letters_main.lambda_handler(queue_event(body), None)

        assert house.instance(tenant_id).state is InstanceState.ACTIVE

    def test_are_dropped_when_nobody_can_read_them(self, house):
        assert dead_letters_main.lambda_handler(queue_event("?"), None) == {"batchItemFailures": []}
