"""The provisioner on a real ECS and real secrets: what it makes, and how it ends."""

import json

import pytest

from chassis.operations.operation import OperationStatus, StepStatus
from chassis.runtime import clients
from chassis.testing import queue_event
from chassis.testing.figures import read_figures
from instances import dependencies, provisioner_dependencies, provisioner_main
from instances.clients.ecs_reader import EcsReader
from instances.domain.lifecycle import InstanceState
from instances.domain.observation import Rollout
from instances.domain.task import InstanceTask

STOPPED_TASK = InstanceTask(
    task_id="t1",
    version=4,
    last_status="STOPPED",
    desired_status="STOPPED",
    health_status="UNKNOWN",
    updated_at="2026-02-21T08:00:00.000Z",
    stop_cause="wordpress ran out of memory (exit code 137).",
)


class TestProvisioning:
    def test_brings_an_instance_into_being(self, harness, capsys):
        tenant_id = harness.tenant()
        harness.create(tenant_id, configuration={"desiredCount": 3, "wordpressVersion": "6.8.7"}, opportunityId="O-1")

        assert harness.provision(tenant_id) == {"batchItemFailures": []}

        assert read_figures(capsys.readouterr().out)["OperationsCompleted", "INSTANCE_PROVISION"] == 1
        instance, operation = harness.instance(tenant_id), harness.operation(tenant_id)
        assert (instance.state, operation.status) == (InstanceState.ACTIVE, OperationStatus.COMPLETED)
        assert operation.progress == 100
        assert instance.provisioning_started_at
        assert instance.provisioning_completed_at
        made = harness.service(instance.service_name)
        assert instance.resources.ecs_service_arn == made["serviceArn"]
        assert made["desiredCount"] == 3
        assert made["propagateTags"] == "SERVICE"
        assert made["healthCheckGracePeriodSeconds"] == 300
        (rule,) = [it for it in harness.rules() if instance.domain in str(it["Conditions"])]
        assert [it["targetGroupArn"] for it in made["loadBalancers"]] == [rule["Actions"][0]["TargetGroupArn"]]
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

    def test_tells_the_container_all_it_needs(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id, tier="ENTERPRISE", configuration={"wordpressVersion": "6.8.7"})
        harness.provision(tenant_id)
        instance = harness.instance(tenant_id)

        found = harness.definition(instance.service_name)["taskDefinition"]

        assert (found["cpu"], found["memory"], found["networkMode"]) == ("2048", "4096", "awsvpc")
        assert found["runtimePlatform"] == {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"}
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
        database, app = harness.secret(tenant_id, "database"), harness.secret(tenant_id, "wp-app-password")
        assert {one["name"]: one["valueFrom"] for one in container["secrets"]} == {
            "WORDPRESS_DB_USER": f"{database['arn']}:username::",
            "WORDPRESS_DB_PASSWORD": f"{database['arn']}:password::",
            "BBWS_AGENT_USER": f"{app['arn']}:username::",
            "BBWS_AGENT_PASSWORD": f"{app['arn']}:password::",
        }
        assert (app["username"], database["username"]) == ("platform", f"tenant_{instance.slug}_user")
        assert (len(app["password"]), len(database["password"])) == (24, 32)
        share = found["volumes"][0]["efsVolumeConfiguration"]
        assert (share["transitEncryption"], share["authorizationConfig"]["iam"]) == ("ENABLED", "ENABLED")
        assert "rootDirectory" not in share  # AWS refuses one beside an access point
        assert found["taskRoleArn"] == f"arn:aws:iam::000000000000:role/tenant/bbws-tenant-{instance.slug}-local"
        assert container["healthCheck"]["startPeriod"] == 300
        logs = container["logConfiguration"]["options"]["awslogs-group"]
        assert logs == f"/ecs/tenant-{instance.slug}-wordpress"
        assert clients.logs().describe_log_groups(logGroupNamePrefix=logs)["logGroups"][0]["retentionInDays"] == 30

    def test_waits_for_the_task_that_creates_the_database(self, harness, ended):
        ended["succeeded"] = None
        tenant_id = harness.tenant()
        harness.create(tenant_id)

        assert harness.provision(tenant_id)["batchItemFailures"]
        step = harness.operation(tenant_id).step("create_database")
        assert (step.status, step.message) == (StepStatus.RETRYING, "The database is not ready yet.")
        ended["succeeded"] = True
        harness.clock.advance(seconds=5)
        harness.provision(tenant_id)

        assert harness.instance(tenant_id).state is InstanceState.ACTIVE
        assert len(self._database_tasks(harness, tenant_id)) == 1

    def test_starts_a_failed_task_of_the_database_again(self, harness, ended):
        ended |= {"succeeded": False, "reason": "Essential container in task exited [1]"}
        tenant_id = harness.tenant()
        harness.create(tenant_id)

        for _ in range(15):
            harness.provision(tenant_id)
            harness.clock.advance(seconds=20)

        operation = harness.operation(tenant_id)
        assert (operation.status, operation.error.step) == (OperationStatus.FAILED, "create_database")
        assert (operation.error.cause, operation.error.safe_to_retry) == (ended["reason"], True)
        assert len(self._database_tasks(harness, tenant_id)) == 15

    def _database_tasks(self, harness, tenant_id):
        family = f"tenant-{harness.instance(tenant_id).slug}-database"
        return clients.ecs().list_tasks(cluster=harness.cluster, family=family)["taskArns"]

    def test_leaves_the_end_to_ecs_events_when_containers_are_still_starting(self, harness, shown):
        shown |= {"rollout": Rollout.IN_PROGRESS, "running_count": 1, "pending_count": 1}
        tenant_id = harness.tenant()
        harness.create(tenant_id)

        assert harness.provision(tenant_id) == {"batchItemFailures": []}

        operation = harness.operation(tenant_id)
        assert harness.instance(tenant_id).state is InstanceState.PROVISIONING
        assert operation.step("await_steady_state").status is StepStatus.WAITING
        assert operation.message == "1 of 2 containers run."
        assert len(harness.outbox(tenant_id, "INSTANCE_STATE_CHANGED")) == 1

    def test_ends_when_ecs_has_given_up(self, harness, shown, capsys):
        shown |= {"rollout": Rollout.FAILED, "running_count": 0, "reason": "tasks failed to start."}
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        dependencies.task_dao().record(tenant_id, STOPPED_TASK)

        harness.provision(tenant_id)

        instance, operation = harness.instance(tenant_id), harness.operation(tenant_id)
        assert (instance.state, operation.status) == (InstanceState.FAILED, OperationStatus.FAILED)
        assert (
            instance.last_error.cause
            == operation.error.cause
            == ("tasks failed to start. wordpress ran out of memory (exit code 137).")
        )
        assert (operation.error.step, operation.error.safe_to_retry) == ("await_steady_state", True)
        assert len(harness.outbox(tenant_id, "INSTANCE_FAILED")) == 1
        assert read_figures(capsys.readouterr().out)["OperationsFailed", "INSTANCE_PROVISION"] == 1

    def test_starts_a_failed_deployment_anew_when_retried(self, harness, shown):
        shown |= {"rollout": Rollout.FAILED}
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        harness.provision(tenant_id)
        name = harness.instance(tenant_id).service_name
        failed = harness.service(name)["deployments"][0]["id"]
        harness.retry(tenant_id)

        harness.provision(tenant_id)

        assert harness.service(name)["deployments"][0]["id"] != failed

    def test_tries_again_while_the_new_service_is_not_shown(self, harness, monkeypatch):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        monkeypatch.setattr(EcsReader, "observe", lambda *_: None)

        assert harness.provision(tenant_id)["batchItemFailures"]

        step = harness.operation(tenant_id).step("await_steady_state")
        assert (step.status, step.message) == (StepStatus.RETRYING, "The new containers are not visible yet.")

    def test_gives_up_when_aws_is_away_too_long(self, harness, monkeypatch):
        tenant_id = harness.tenant()
        harness.create(tenant_id)

        def away(*_, **__):
            raise TimeoutError

        monkeypatch.setattr(provisioner_dependencies.infrastructure().credentials, "create", away)
        for _ in range(5):
            harness.provision(tenant_id)
            harness.clock.advance(minutes=3)

        operation = harness.operation(tenant_id)
        assert harness.instance(tenant_id).state is InstanceState.FAILED
        assert (operation.error.code, operation.error.step) == ("DEPENDENCY_UNAVAILABLE", "create_credentials")

    def test_does_nothing_when_asked_again_after_the_end(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        harness.provision(tenant_id)
        before = harness.items(tenant_id)

        assert harness.provision(tenant_id) == {"batchItemFailures": []}

        assert harness.items(tenant_id) == before

    @pytest.mark.parametrize("body", ["{}", "no JSON", json.dumps({"messageType": "OTHER"})])
    def test_sends_what_it_cannot_read_to_the_dead_letters(self, harness, body):
        answer = provisioner_main.lambda_handler(queue_event(body, queue="instance-provision"), None)

        assert len(answer["batchItemFailures"]) == 1

    def test_refuses_a_command_of_another_name(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        body = harness.outbox(tenant_id, "INSTANCE_PROVISION_REQUEST")[0]["body"] | {"messageType": "OTHER"}

        assert provisioner_main.lambda_handler(queue_event(body), None)["batchItemFailures"]
