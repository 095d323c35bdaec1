"""The composition root of the provisioner alone: what it may do no other function may."""

from functools import cache

from chassis.operations.workflow_runner import WorkflowRunner
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from chassis.runtime.logging import Log
from instances.clients.access_points import AccessPoints
from instances.clients.credentials import CredentialStore
from instances.clients.ecs import Services
from instances.clients.log_groups import LogGroups
from instances.clients.routes import Routes
from instances.clients.task_definitions import TaskDefinitions
from instances.clients.task_roles import TaskRoles
from instances.clients.tenant_databases import TenantDatabases
from instances.dependencies import ecs_reader, messages, transitions, workflow_end
from instances.domain.hosting import Hosting
from instances.services.infrastructure import Infrastructure
from instances.services.instance_work import InstanceWork
from instances.settings import ProvisionerSettings
from instances.workflows import PROVISION_QUEUE, WORKFLOWS


@cache
def hosting() -> Hosting:
    """What the environment offers to all instances."""
    given = ProvisionerSettings.from_environment()
    return Hosting(
        environment=given.environment,
        image=given.wordpress_image,
        architecture=given.wordpress_architecture,
        execution_role_arn=given.ecs_execution_role_arn,
        database_role_arn=given.ecs_database_role_arn,
        boundary_arn=given.tenant_boundary_arn,
        database_host=given.wordpress_database_host,
        database_secret_arn=given.wordpress_database_secret_arn,
        public_port=given.wordpress_public_port,
        file_system_id=given.wordpress_file_system_id,
        vpc_id=given.wordpress_vpc_id,
        subnets=tuple(given.wordpress_subnets.split(",")),
        security_groups=tuple(given.wordpress_security_groups.split(",")),
        listener_arn=given.wordpress_listener_arn,
        key_arn=given.wordpress_key_arn,
        log_retention_days=int(given.wordpress_log_retention_days),
    )


@cache
def infrastructure() -> Infrastructure:
    """The right to create every part of an instance."""
    its, ecs = hosting(), clients.ecs()
    definitions = TaskDefinitions(ecs, its)
    return Infrastructure(
        hosting=its,
        credentials=CredentialStore(clients.secrets_manager(), its),
        logs=LogGroups(clients.logs(), its),
        access_points=AccessPoints(clients.efs(), its),
        roles=TaskRoles(clients.iam(), its),
        databases=TenantDatabases(ecs, ecs_reader().cluster, definitions, its),
        definitions=definitions,
        routes=Routes(clients.elbv2(), its),
        services=Services(ecs, ecs_reader(), its),
    )


@cache
def workflow_runner() -> WorkflowRunner:
    """Carries out the operations of the provisioner's queue."""
    work = InstanceWork(messages=messages(), infrastructure=infrastructure(), transitions=transitions())
    end = workflow_end(work)
    return WorkflowRunner(WORKFLOWS, PROVISION_QUEUE, end, end.slots, clock=utc_now, logger=Log("instances"))
