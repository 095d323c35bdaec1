"""The composition root of what all doors share: settings → table → dao → service; nothing is made before asked for."""

from functools import cache

from chassis.dynamodb.table import Table
from chassis.http.service_client import ServiceClient
from chassis.operations.operation_log import OperationLog
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from instances.clients.ecs_reader import EcsReader
from instances.clients.tenants import TenantsClient
from instances.dao.instance_dao import InstanceDAO
from instances.dao.task_dao import TaskDAO
from instances.dao.tenant_dao import TenantDAO
from instances.services.acceptance import Acceptance
from instances.services.announcements import Announcements
from instances.services.instance_service import InstanceService
from instances.services.progress import Progress
from instances.services.promise_service import PromiseService
from instances.services.promises import Promises
from instances.services.transitions import Transitions
from instances.settings import ApiSettings, EcsSettings, OperationSettings, TableSettings


@cache
def table() -> Table:
    """The instances table."""
    return Table(clients.dynamodb(), TableSettings.from_environment().instances_table)


@cache
def operation_log() -> OperationLog:
    """The writing half of operations."""
    return OperationLog(clients.dynamodb(), OperationSettings.from_environment().operations_table, utc_now)


@cache
def instance_dao() -> InstanceDAO:
    """Instances."""
    return InstanceDAO(table())


@cache
def task_dao() -> TaskDAO:
    """Containers of instances."""
    return TaskDAO(table())


@cache
def tenant_dao() -> TenantDAO:
    """Copies of tenants."""
    return TenantDAO(table())


@cache
def announcements() -> Announcements:
    """Outbox lines."""
    return Announcements(table().name)


@cache
def transitions() -> Transitions:
    """Changes that workers make and that ECS shows."""
    return Transitions(instance_dao(), operation_log(), announcements(), utc_now)


@cache
def progress() -> Progress:
    """What workers write about the instance they work on."""
    return Progress(instance_dao(), transitions())


@cache
def ecs_reader() -> EcsReader:
    """ECS, read."""
    return EcsReader(clients.ecs(), EcsSettings.from_environment().ecs_cluster)


@cache
def acceptance() -> Acceptance:
    """Accepting work under the tenant's condition."""
    return Acceptance(tenant_dao(), TenantsClient(ServiceClient(ApiSettings.from_environment().api_url)))


@cache
def instance_service() -> InstanceService:
    """Questions about instances."""
    return InstanceService(instance_dao(), acceptance(), utc_now)


@cache
def promise_service() -> PromiseService:
    """Promising instances."""
    promises = Promises(instance_dao(), operation_log(), announcements(), utc_now)
    base_domain = ApiSettings.from_environment().wordpress_base_domain
    return PromiseService(instance_dao(), promises, acceptance(), utc_now, base_domain=base_domain)
