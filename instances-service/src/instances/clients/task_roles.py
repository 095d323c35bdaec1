"""IAM: one role per tenant, for its tasks. A boundary keeps every such role to mounting, whatever its policy says."""

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from chassis.operations.refusals import explained
from instances.domain.hosting import Hosting
from instances.domain.instance import Instance
from instances.domain.tags import as_capital_list, tags_of
from instances.domain.task_role import ROLE_PATH, mount_policy, role_name, trust_policy

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_POLICY = "mount"


class TaskRoles:
    """Creates and deletes the role of a tenant's tasks."""

    def __init__(self, client: "IAMClient", hosting: Hosting) -> None:
        self.client, self.hosting = client, hosting

    def create(self, instance: Instance, access_point_arn: str) -> str:
        """Create the role unless it exists, give it the access point and nothing else; return its ARN.

        Raises:
            Impossible: AWS does not accept it.
        """
        name = role_name(instance.slug, self.hosting.environment)
        with explained("the role of the containers"):
            arn = self._ensure(name, instance)
            policy = json.dumps(mount_policy(access_point_arn, self.hosting))
            self.client.put_role_policy(RoleName=name, PolicyName=_POLICY, PolicyDocument=policy)
        return arn

    def delete(self, instance: Instance) -> None:
        """Delete the role with its policy; harmless when it is gone."""
        name = role_name(instance.slug, self.hosting.environment)
        with suppress(self.client.exceptions.NoSuchEntityException):
            self.client.delete_role_policy(RoleName=name, PolicyName=_POLICY)
        with suppress(self.client.exceptions.NoSuchEntityException):
            self.client.delete_role(RoleName=name)

    def _ensure(self, name: str, instance: Instance) -> str:
        tags = tags_of(instance.tenant_id, self.hosting.environment, instance.opportunity_id, "wordpress")
        try:
            answer = self.client.create_role(
                RoleName=name,
                Path=ROLE_PATH,
                AssumeRolePolicyDocument=json.dumps(trust_policy(self.hosting)),
                PermissionsBoundary=self.hosting.boundary_arn,
                Tags=as_capital_list(tags),  # type: ignore[arg-type]
            )
        except self.client.exceptions.EntityAlreadyExistsException:
            return self.client.get_role(RoleName=name)["Role"]["Arn"]
        return answer["Role"]["Arn"]
