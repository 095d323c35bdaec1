"""CloudWatch Logs: where the tasks of an instance write. A task whose log group is missing does not start."""

from contextlib import suppress
from typing import TYPE_CHECKING

from chassis.operations.refusals import explained
from instances.domain.hosting import Hosting
from instances.domain.instance import Instance, database_family
from instances.domain.tags import tags_of
from instances.domain.task_definition import log_group

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient


class LogGroups:
    """Creates the log groups of an instance. Nobody takes them back: they say why it failed, and empty themselves."""

    def __init__(self, client: "CloudWatchLogsClient", hosting: Hosting) -> None:
        self.client, self.hosting = client, hosting

    def create(self, instance: Instance) -> None:
        """Create both log groups unless they exist; set how long they keep their lines.

        Raises:
            Impossible: AWS does not accept them.
        """
        with explained("the logs"):
            for family in (instance.service_name, database_family(instance.slug)):
                self._ensure(log_group(family), instance)

    def _ensure(self, name: str, instance: Instance) -> None:
        tags = tags_of(instance.tenant_id, self.hosting.environment, instance.opportunity_id, "logs")
        with suppress(self.client.exceptions.ResourceAlreadyExistsException):
            self.client.create_log_group(logGroupName=name, kmsKeyId=self.hosting.key_arn, tags=tags)
        self.client.put_retention_policy(logGroupName=name, retentionInDays=self.hosting.log_retention_days)
