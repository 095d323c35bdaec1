"""Writes to ECS: the adapter of the `Infrastructure` port, until the path through Git and Terraform replaces it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from chassis.operations.step_outcomes import Impossible, Retryable
from chassis.runtime.causes import Cause, cause_of
from chassis.runtime.records import dataclass
from instances.clients.credentials import CredentialStore
from instances.clients.ecs_reader import EcsReader
from instances.domain.instance import Instance
from instances.domain.observation import ServiceObservation
from instances.domain.provisioning import Credentials
from instances.domain.tags import TENANT, as_list, tags_of
from instances.domain.task_definition import Surroundings, fingerprint, task_definition

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient

FINGERPRINT = "bbws:fingerprint"
_TOO_EARLY = "not idempotent"  # a service of this name was just created; the next read shows it


@dataclass(frozen=True, kw_only=True)
class Placement:
    """The subnets and security groups in which containers run."""

    subnets: tuple[str, ...]
    security_groups: tuple[str, ...]


class EcsInfrastructure:
    """Reads first, then acts: each method may be called again at any time, and adopts what an earlier call created."""

    def __init__(
        self,
        client: "ECSClient",
        reader: EcsReader,
        credentials: CredentialStore,
        *,
        surroundings: Surroundings,
        placement: Placement,
        environment: str,
    ) -> None:
        self.client, self.reader, self.credentials = client, reader, credentials
        self.surroundings, self.placement, self.environment = surroundings, placement, environment

    def create_credentials(self, instance: Instance) -> Credentials:
        """Create the secrets that do not exist yet; return their ARNs.

        Raises:
            Impossible: Secrets Manager does not accept them.
        """
        with _explained("the credentials"):
            return self.credentials.create(instance)

    def register_task_definition(self, instance: Instance, credentials: Credentials) -> str:
        """Register the definition unless the newest revision is the same; return the ARN of the revision.

        Raises:
            Impossible: ECS does not accept the definition.
        """
        wanted = task_definition(instance, credentials, self.surroundings)
        mark = fingerprint(wanted)
        found = self._newest(instance.service_name)
        if found and {"key": FINGERPRINT, "value": mark} in found.get("tags", []):
            return str(found["taskDefinition"]["taskDefinitionArn"])
        tags = as_list(self._tags(instance) | {FINGERPRINT: mark})
        with _explained("the task definition"):
            answer = self.client.register_task_definition(**wanted, tags=tags)  # type: ignore[arg-type]
        return answer["taskDefinition"]["taskDefinitionArn"]

    def create_service(self, instance: Instance, task_definition_arn: str) -> str:
        """Create the service, or deploy `task_definition_arn` to it; return the ARN of the service.

        Raises:
            Impossible: another tenant's service has the name, or ECS does not accept the service.
        """
        found = self.reader.observe(instance.service_name)
        if found is None:
            return self._create(instance, task_definition_arn)
        if found.tags.get(TENANT) != instance.tenant_id:
            raise Impossible(
                "SERVICE_NAME_TAKEN",
                "Another tenant uses the name of this instance. Contact support.",
                cause=found.name,
            )
        if found.failed or found.task_definition_arn != task_definition_arn:
            self._deploy_anew(instance, task_definition_arn)
        return found.arn

    def observe(self, service_name: str) -> ServiceObservation | None:
        """Read the present state of the service."""
        return self.reader.observe(service_name)

    def _newest(self, family: str) -> dict[str, Any] | None:
        try:
            return dict(self.client.describe_task_definition(taskDefinition=family, include=["TAGS"]))
        except self.client.exceptions.ClientException:  # ECS's answer when the family has no active revision
            return None

    def _create(self, instance: Instance, task_definition_arn: str) -> str:
        with _explained("the service"):
            answer = self.client.create_service(
                cluster=self.reader.cluster,
                serviceName=instance.service_name,
                taskDefinition=task_definition_arn,
                desiredCount=instance.desired_count,
                launchType="FARGATE",
                platformVersion="1.4.0",
                deploymentConfiguration={
                    "deploymentCircuitBreaker": {"enable": True, "rollback": True},
                    "minimumHealthyPercent": 50,
                    "maximumPercent": 200,
                },
                networkConfiguration={
                    "awsvpcConfiguration": {
                        "subnets": list(self.placement.subnets),
                        "securityGroups": list(self.placement.security_groups),
                        "assignPublicIp": "DISABLED",
                    }
                },
                propagateTags="SERVICE",
                tags=as_list(self._tags(instance)),  # type: ignore[arg-type]
            )
        return answer["service"]["serviceArn"]

    def _deploy_anew(self, instance: Instance, task_definition_arn: str) -> None:
        with _explained("the service"):
            self.client.update_service(
                cluster=self.reader.cluster,
                service=instance.service_name,
                taskDefinition=task_definition_arn,
                desiredCount=instance.desired_count,
                forceNewDeployment=True,
            )

    def _tags(self, instance: Instance) -> dict[str, str]:
        return tags_of(instance.tenant_id, self.environment, instance.opportunity_id, "wordpress")


@contextmanager
def _explained(what: str) -> Iterator[None]:
    """Make permanent refusals of AWS `Impossible`; leave temporary ones to the workflow's retries."""
    try:
        yield
    except ClientError as error:
        if cause_of(error) is not Cause.PERMANENT:
            raise
        cause = f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"
        if _TOO_EARLY in cause:
            raise Retryable("The new containers are not visible yet.", cause=cause) from error
        message = f"AWS refused {what}. Contact support with the id of this operation."
        raise Impossible("INFRASTRUCTURE_REFUSED", message, cause=cause) from error
