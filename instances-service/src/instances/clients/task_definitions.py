"""ECS task definitions: a new revision only when something differs."""

from typing import TYPE_CHECKING, Any

from chassis.operations.refusals import explained
from instances.domain.hosting import Hosting
from instances.domain.instance import Instance
from instances.domain.tags import as_list, tags_of
from instances.domain.task_definition import fingerprint

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient

FINGERPRINT = "bbws:fingerprint"


class TaskDefinitions:
    """Registers the definitions of instances, and takes back whole families."""

    def __init__(self, client: "ECSClient", hosting: Hosting) -> None:
        self.client, self.hosting = client, hosting

    def register(self, instance: Instance, wanted: dict[str, Any]) -> str:
        """Register the definition unless the newest revision is the same; return the ARN of the revision.

        Raises:
            Impossible: ECS does not accept the definition.
        """
        mark, found = fingerprint(wanted), self._newest(wanted["family"])
        if found and {"key": FINGERPRINT, "value": mark} in found.get("tags", []):
            return str(found["taskDefinition"]["taskDefinitionArn"])
        tags = tags_of(instance.tenant_id, self.hosting.environment, instance.opportunity_id, "wordpress")
        marked = as_list(tags | {FINGERPRINT: mark})
        with explained("the task definition"):
            answer = self.client.register_task_definition(**wanted, tags=marked)  # type: ignore[arg-type]
        return answer["taskDefinition"]["taskDefinitionArn"]

    def deregister(self, family: str) -> None:
        """Take back every revision of a family: no new task can use it."""
        pages = self.client.get_paginator("list_task_definitions").paginate(familyPrefix=family, status="ACTIVE")
        for arn in [arn for page in pages for arn in page["taskDefinitionArns"]]:
            self.client.deregister_task_definition(taskDefinition=arn)

    def _newest(self, family: str) -> dict[str, Any] | None:
        try:
            return dict(self.client.describe_task_definition(taskDefinition=family, include=["TAGS"]))
        except self.client.exceptions.ClientException:  # ECS's answer when the family has no active revision
            return None
