"""A tenant's database and user, created by a one-off task inside the network: a function does not reach the server.

The task runs `database.php` of the WordPress image, which may run any number of times (docs/decisions/0040).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chassis.operations.refusals import explained
from chassis.operations.step_outcomes import Retryable
from chassis.runtime.records import dataclass
from instances.clients.ecs import network_of
from instances.clients.task_definitions import TaskDefinitions
from instances.domain.hosting import Hosting
from instances.domain.instance import Instance, database_family
from instances.domain.provisioning import Credentials
from instances.domain.tags import as_list, tags_of
from instances.domain.task_definition import database_task_definition

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_ecs.type_defs import TaskTypeDef

_STOPPED = "STOPPED"


@dataclass(frozen=True, kw_only=True)
class TaskEnd:
    """How far a one-off task is; `succeeded` is None while it runs, `reason` is ECS's own words."""

    succeeded: bool | None
    reason: str = ""


class TenantDatabases:
    """Creates and drops databases. Each method raises `Retryable` until the task that it started has ended well."""

    def __init__(self, client: "ECSClient", cluster: str, definitions: TaskDefinitions, hosting: Hosting) -> None:
        self.client, self.cluster, self.definitions, self.hosting = client, cluster, definitions, hosting

    def create(self, instance: Instance, credentials: Credentials, operation_id: str) -> None:
        """Make sure that the database is there, and its user with the password of the secret.

        Raises:
            Retryable: the task runs, or failed and runs again.
            Impossible: AWS does not accept the task.
        """
        self._run(instance, credentials, f"{operation_id}/create", [])

    def drop(self, instance: Instance, credentials: Credentials, operation_id: str) -> None:
        """Remove database and user with everything in them, then the task's definition.

        Raises:
            Retryable: the task runs, or failed and runs again.
            Impossible: AWS does not accept the task.
        """
        self._run(instance, credentials, f"{operation_id}/drop", ["drop"])
        self.definitions.deregister(database_family(instance.slug))

    def _run(self, instance: Instance, credentials: Credentials, mark: str, command: Sequence[str]) -> None:
        """Look for the task that this operation started, by `mark`; start it when there is none, or the last failed."""
        last = self.find_end(instance, mark)
        if last is None or last.succeeded is False:
            self._start(instance, credentials, mark, command)
            last = self.find_end(instance, mark)
        if last is None or not last.succeeded:
            cause = last.reason if last and last.reason else "the task runs"
            raise Retryable("The database is not ready yet.", cause=cause)

    def find_end(self, instance: Instance, mark: str) -> TaskEnd | None:
        """How far the newest task with this mark is; None when there is none. ECS shows ended tasks for an hour."""
        family = database_family(instance.slug)
        arns = [
            *self.client.list_tasks(cluster=self.cluster, family=family, desiredStatus="RUNNING")["taskArns"],
            *self.client.list_tasks(cluster=self.cluster, family=family, desiredStatus="STOPPED")["taskArns"],
        ]
        tasks = self.client.describe_tasks(cluster=self.cluster, tasks=arns)["tasks"] if arns else []
        ours = sorted((task for task in tasks if task.get("startedBy") == mark), key=lambda task: task["createdAt"])
        return _end(ours[-1]) if ours else None

    def _start(self, instance: Instance, credentials: Credentials, mark: str, command: Sequence[str]) -> None:
        definition = database_task_definition(instance, credentials, self.hosting)
        arn = self.definitions.register(instance, definition)
        tags = tags_of(instance.tenant_id, self.hosting.environment, instance.opportunity_id, "database")
        with explained("the task that prepares the database"):
            answer = self.client.run_task(
                cluster=self.cluster,
                taskDefinition=arn,
                launchType="FARGATE",
                platformVersion="1.4.0",
                startedBy=mark,
                networkConfiguration=network_of(self.hosting),
                overrides={"containerOverrides": [{"name": "database", "command": list(command)}]} if command else {},
                tags=as_list(tags),  # type: ignore[arg-type]
            )
        if answer["failures"]:
            raise Retryable("The database is not ready yet.", cause=str(answer["failures"][0].get("reason")))


def _end(task: "TaskTypeDef") -> TaskEnd:
    if task.get("lastStatus") != _STOPPED:
        return TaskEnd(succeeded=None)
    codes = [container.get("exitCode") for container in task.get("containers", [])]
    return TaskEnd(succeeded=codes == [0], reason=f"{task.get('stoppedReason', 'the task stopped')} {codes}")
