"""What the provisioner does in ECS and Secrets Manager, and what it leaves alone."""

import dataclasses
import json

import pytest
from botocore.exceptions import ClientError

from chassis.operations.refusals import explained
from chassis.operations.step_outcomes import Impossible, Retryable
from chassis.runtime import clients
from instances import provisioner_dependencies
from instances.clients.ecs_reader import EcsReader
from instances.domain.task_definition import Content, task_definition


def role_of(instance) -> str:
    return f"arn:aws:iam::000000000000:role/tenant/bbws-tenant-{instance.slug}-local"


class TestInfrastructure:
    def test_never_overwrites_a_secret(self, harness):
        tenant_id = harness.tenant()
        clients.secrets_manager().create_secret(
            Name=f"bbws/wp/{tenant_id}/wp-app-password", SecretString=json.dumps({"username": "u", "password": "p"})
        )
        harness.create(tenant_id)

        harness.provision(tenant_id)

        assert harness.secret(tenant_id, "wp-app-password")["password"] == "p"

    def test_leaves_somebody_elses_service_alone(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        name = harness.instance(tenant_id).service_name
        ecs = clients.ecs()
        ecs.register_task_definition(family="other", containerDefinitions=[{"name": "a", "image": "b"}])
        ecs.create_service(cluster=harness.cluster, serviceName=name, taskDefinition="other", desiredCount=1)

        harness.provision(tenant_id)

        operation = harness.operation(tenant_id)
        assert (operation.error.code, operation.error.safe_to_retry) == ("SERVICE_NAME_TAKEN", False)
        assert harness.service(name)["taskDefinition"].endswith("other:1")

    def test_registers_a_new_revision_only_when_something_differs(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        harness.provision(tenant_id)
        instance = harness.instance(tenant_id)
        its = provisioner_dependencies.infrastructure()
        credentials = its.credentials.create(instance)
        content = Content(access_point_id=its.access_points.create(instance)["id"], role_arn=role_of(instance))
        newer = dataclasses.replace(instance, wordpress_version="6.9")

        same = its.definitions.register(instance, task_definition(instance, credentials, content, its.hosting))
        other = its.definitions.register(newer, task_definition(newer, credentials, content, its.hosting))

        assert same == instance.resources.ecs_task_definition_arn
        assert other.endswith(":2")
        its.services.create(instance, other, its.routes.create_target_group(instance))
        assert harness.service(instance.service_name)["taskDefinition"] == other

    def test_a_rule_is_made_once(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        instance, routes = harness.instance(tenant_id), provisioner_dependencies.infrastructure().routes
        group = routes.create_target_group(instance)

        assert routes.create_rule(instance, group) == routes.create_rule(instance, group)
        assert harness.parts(tenant_id)["rule"] == 1

    @pytest.mark.parametrize("words", ["PriorityInUse", "ResourceInUse"])
    def test_a_refusal_that_passes_by_itself_is_tried_again(self, words):
        refusal = ClientError({"Error": {"Code": words, "Message": "taken"}}, "CreateRule")

        with pytest.raises(Retryable), explained("the address"):
            raise refusal

    def test_says_what_aws_refused(self, harness):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        instance = harness.instance(tenant_id)

        with pytest.raises(Impossible) as refused:
            provisioner_dependencies.infrastructure().services.create(
                instance, "arn:aws:ecs:af-south-1:000000000000:task-definition:none", "arn:group"
            )

        assert (refused.value.error.code, refused.value.error.safe_to_retry) == ("INFRASTRUCTURE_REFUSED", False)
        assert "ClientException" in refused.value.error.cause

    def test_a_service_made_a_moment_ago_is_no_refusal(self, harness, monkeypatch):
        tenant_id = harness.tenant()
        harness.create(tenant_id)
        harness.provision(tenant_id)
        monkeypatch.setattr(EcsReader, "observe", lambda *_: None)  # ECS does not show it yet
        instance = harness.instance(tenant_id)

        with pytest.raises(Retryable):
            provisioner_dependencies.infrastructure().services.create(
                instance, instance.resources.ecs_task_definition_arn, "arn:group"
            )
