"""The composition root of the provisioner alone: what it may do no other function may."""

from functools import cache

from chassis.operations.saga import Saga
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from chassis.runtime.logging import Log
from instances.clients.credentials import CredentialStore
from instances.clients.ecs import EcsInfrastructure, Placement
from instances.dependencies import ecs_reader, operation_log, progress
from instances.domain.task_definition import Surroundings
from instances.services.provisioner import Provisioner
from instances.settings import ProvisionerSettings


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
def saga() -> Saga:
    """What drives the steps."""
    return Saga(
        operation_log(),
        Provisioner(infrastructure(), progress()).steps,
        finish=progress().finish,
        fail=progress().fail,
        clock=utc_now,
        logger=Log("instances"),
    )
