"""Writes to ECS: the service that keeps an instance's tasks running."""

from typing import TYPE_CHECKING

from chassis.operations.refusals import explained
from chassis.operations.step_outcomes import Impossible
from instances.clients.ecs_reader import EcsReader
from instances.domain.hosting import Hosting
from instances.domain.instance import Instance
from instances.domain.observation import ServiceObservation
from instances.domain.tags import TENANT, as_list, tags_of
from instances.domain.task_definition import FIRST_BOOT_SECONDS, PORT
from instances.domain.task_stop import ESSENTIAL

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_ecs.type_defs import NetworkConfigurationTypeDef


class Services:
    """Creates, deploys and deletes services; looks first, so that each method may be called again at any time."""

    def __init__(self, client: "ECSClient", reader: EcsReader, hosting: Hosting) -> None:
        self.client, self.reader, self.hosting = client, reader, hosting

    def create(self, instance: Instance, task_definition_arn: str, target_group_arn: str) -> str:
        """Create the service, or deploy `task_definition_arn` to it; return the ARN of the service.

        Raises:
            Impossible: another tenant's service has the name, or ECS does not accept the service.
            Retryable: ECS still stops an earlier service of this name.
        """
        found = self.reader.observe(instance.service_name)
        if found is None:
            return self._create(instance, task_definition_arn, target_group_arn)
        if found.tags.get(TENANT) != instance.tenant_id:
            raise Impossible(
                "SERVICE_NAME_TAKEN",
                "Another tenant uses the name of this instance. Contact support.",
                cause=found.name,
            )
        if found.failed or found.task_definition_arn != task_definition_arn:
            self._deploy_anew(instance, task_definition_arn)
        return found.arn

    def delete(self, instance: Instance) -> None:
        """Delete the tenant's service with its tasks; harmless when it is gone, or another tenant's."""
        found = self.reader.observe(instance.service_name)
        if found and found.tags.get(TENANT) == instance.tenant_id:
            self.client.delete_service(cluster=self.reader.cluster, service=instance.service_name, force=True)

    def observe(self, service_name: str) -> ServiceObservation | None:
        """Read the present state of the service."""
        return self.reader.observe(service_name)

    def _create(self, instance: Instance, task_definition_arn: str, target_group_arn: str) -> str:
        with explained("the service"):
            answer = self.client.create_service(
                cluster=self.reader.cluster,
                serviceName=instance.service_name,
                taskDefinition=task_definition_arn,
                desiredCount=instance.desired_count,
                launchType="FARGATE",
                platformVersion="1.4.0",
                loadBalancers=[{"targetGroupArn": target_group_arn, "containerName": ESSENTIAL, "containerPort": PORT}],
                healthCheckGracePeriodSeconds=FIRST_BOOT_SECONDS,
                deploymentConfiguration={
                    "deploymentCircuitBreaker": {"enable": True, "rollback": True},
                    "minimumHealthyPercent": 50,
                    "maximumPercent": 200,
                },
                networkConfiguration=network_of(self.hosting),
                enableECSManagedTags=True,
                propagateTags="SERVICE",
                tags=as_list(self._tags(instance)),  # type: ignore[arg-type]
            )
        return answer["service"]["serviceArn"]

    def _deploy_anew(self, instance: Instance, task_definition_arn: str) -> None:
        with explained("the service"):
            self.client.update_service(
                cluster=self.reader.cluster,
                service=instance.service_name,
                taskDefinition=task_definition_arn,
                desiredCount=instance.desired_count,
                forceNewDeployment=True,
            )

    def _tags(self, instance: Instance) -> dict[str, str]:
        return tags_of(instance.tenant_id, self.hosting.environment, instance.opportunity_id, "wordpress")


def network_of(hosting: Hosting) -> "NetworkConfigurationTypeDef":
    """Private subnets: nothing but the balancer reaches a task."""
    return {
        "awsvpcConfiguration": {
            "subnets": list(hosting.subnets),
            "securityGroups": list(hosting.security_groups),
            "assignPublicIp": "DISABLED",
        }
    }
