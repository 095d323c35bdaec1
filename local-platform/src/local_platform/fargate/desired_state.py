"""The desired state of ECS as the edge answers it: services with their desired counts, and one-off tasks."""

import re
from fnmatch import fnmatchcase

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

TENANT_SERVICE = re.compile(r"^tenant-(?P<slug>[0-9a-z-]+)-wordpress$")


class Wire(BaseModel):
    """A part of ECS's own JSON: camelCase there, and more fields than we read."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore")


class Variable(Wire):
    """One environment variable of a container."""

    name: str
    value: str


class SecretReference(Wire):
    """An environment variable whose value is kept in Secrets Manager."""

    name: str
    value_from: str


class Container(Wire):
    """A container of a task definition."""

    name: str
    image: str = ""
    environment: tuple[Variable, ...] = ()
    secrets: tuple[SecretReference, ...] = ()
    entry_point: tuple[str, ...] = ()
    command: tuple[str, ...] = ()


class RuntimePlatform(Wire):
    """The processor that a task asks for; without a word it is Fargate's X86_64."""

    cpu_architecture: str = "X86_64"


class TaskDefinition(Wire):
    """A revision of a family; its first container is the WordPress. `start_failure` is why no task of it can start."""

    arn: str = Field(alias="taskDefinitionArn")
    family: str
    cpu: str | None = None
    memory: str | None = None
    runtime_platform: RuntimePlatform | None = None
    start_failure: str | None = None
    containers: tuple[Container, ...] = Field(alias="containerDefinitions", min_length=1)


class Deployment(Wire):
    """A deployment as the edge stores it."""

    id: str
    rollout_state: str = "IN_PROGRESS"


class Service(Wire):
    """An ECS service: `desired_count` tasks of one definition; `hosts` are patterns that the balancer sends to it."""

    name: str
    arn: str = Field(alias="serviceArn")
    cluster_arn: str
    desired_count: int
    hosts: tuple[str, ...] = ()
    task_definition: TaskDefinition
    deployment_id: str | None = None
    deployments: tuple[Deployment, ...] = ()

    @property
    def slug(self) -> str | None:
        """The tenant's slug, from the name `tenant-{slug}-wordpress`; None for a service that is no tenant's."""
        found = TENANT_SERVICE.match(self.name)
        return found["slug"] if found else None

    def serves(self, host: str) -> bool:
        """Whether a rule of the balancer sends this host name to the service."""
        return any(fnmatchcase(host.lower(), pattern.lower()) for pattern in self.hosts)

    @property
    def was_deployed(self) -> bool:
        """Whether the edge has stored that the current deployment was completed."""
        return any(d.id == self.deployment_id and d.rollout_state == "COMPLETED" for d in self.deployments)


class ContainerOverride(Wire):
    """What RunTask changes in a container."""

    name: str = ""
    command: tuple[str, ...] = ()
    environment: tuple[Variable, ...] = ()


class Overrides(Wire):
    """The overrides of one RunTask call."""

    container_overrides: tuple[ContainerOverride, ...] = ()


class OneOffTask(Wire):
    """A task that runs one command and ends."""

    arn: str = Field(alias="taskArn")
    cluster_arn: str
    definition: TaskDefinition = Field(alias="taskDefinitionDetail")
    overrides: Overrides = Overrides()
    started_by: str = ""
    group: str = ""
    last_status: str = "PROVISIONING"
    desired_status: str = "RUNNING"
    version: int = 0

    @property
    def command(self) -> list[str]:
        """The entry point, with the command of the call, else the definition's own; empty when nobody says one."""
        container = self.definition.containers[0]
        overridden = [override.command for override in self.overrides.container_overrides if override.command]
        return [*container.entry_point, *(overridden[0] if overridden else container.command)]

    @property
    def needs_wordpress(self) -> bool:
        """Whether the image's own entry point runs before the command: the first boot of WordPress."""
        return not self.definition.containers[0].entry_point

    @property
    def environment(self) -> tuple[Variable, ...]:
        """Variables that the call adds to those of the definition."""
        return tuple(variable for override in self.overrides.container_overrides for variable in override.environment)


class DesiredState(Wire):
    """All services and one-off tasks that should run now."""

    services: tuple[Service, ...] = ()
    tasks: tuple[OneOffTask, ...] = ()
