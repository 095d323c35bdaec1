"""The composition root of the provisioner alone: what it may do no other function may."""

from functools import cache

from chassis.operations.workflow_runner import WorkflowRunner
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from chassis.runtime.logging import Log
from instances.clients.credentials import CredentialStore
from instances.clients.ecs import EcsInfrastructure, Placement
from instances.dependencies import ecs_reader, messages, transitions, workflow_end
from instances.domain.task_definition import Surroundings
from instances.services.instance_work import InstanceWork
from instances.settings import ProvisionerSettings
from instances.workflows import PROVISION_QUEUE, WORKFLOWS


@cache
def infrastructure() -> EcsInfrastructure:
    """The right to write ECS and secrets."""
    given = ProvisionerSettings.from_environment()
    return EcsInfrastructure(
        clients.ecs(),
        ecs_reader(),
        CredentialStore(clients.secrets_manager(), given.environment),
        surroundings=Surroundings(
            image=given.wordpress_image,
            architecture=given.wordpress_architecture,
            execution_role_arn=given.ecs_execution_role_arn,
            task_role_arn=given.ecs_task_role_arn,
            database_host=given.wordpress_database_host,
            public_port=given.wordpress_public_port,
            file_system_id=given.wordpress_file_system_id,
        ),
        placement=Placement(
            subnets=tuple(given.wordpress_subnets.split(",")),
            security_groups=tuple(given.wordpress_security_groups.split(",")),
        ),
        environment=given.environment,
    )


@cache
def workflow_runner() -> WorkflowRunner:
    """Carries out the operations of the provisioner's queue."""
    work = InstanceWork(messages=messages(), infrastructure=infrastructure(), transitions=transitions())
    end = workflow_end(work)
    return WorkflowRunner(WORKFLOWS, PROVISION_QUEUE, end, end.slots, clock=utc_now, logger=Log("instances"))
