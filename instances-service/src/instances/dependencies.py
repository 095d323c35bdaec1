"""The composition root of what all doors share: settings → table → dao → service; nothing is made before asked for."""

from functools import cache

from chassis.dynamodb.table import Table
from chassis.http.idempotency import IdempotentWriter
from chassis.http.service_client import ServiceClient
from chassis.messaging.outbox import Outbox
from chassis.operations.callbacks import Callbacks
from chassis.operations.command_outbox import CommandOutbox
from chassis.operations.dead_letters import DeadLetters
from chassis.operations.operation_log import OperationLog
from chassis.operations.operation_service import OperationService
from chassis.operations.tenant_slots import TenantSlots
from chassis.operations.workflow_end import WorkflowEnd
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from chassis.runtime.logging import Log
from instances.clients.ecs_reader import EcsReader
from instances.clients.tenants import TenantsClient
from instances.dao.instance_dao import InstanceDAO
from instances.dao.task_dao import TaskDAO
from instances.dao.tenant_dao import TenantDAO
from instances.messages import InstanceMessages
from instances.services.acceptance import Acceptance
from instances.services.instance_change_service import InstanceChangeService
from instances.services.instance_operations import InstanceOperations
from instances.services.instance_service import InstanceService
from instances.services.instance_store import InstanceStore
from instances.services.instance_work import InstanceMessageWork, InstanceMessenger
from instances.services.transitions import Transitions
from instances.settings import ApiSettings, EcsSettings, OperationSettings, TableSettings
from instances.workflows import WORKFLOWS


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
def messages() -> InstanceMessages:
    """Outbox messages."""
    return InstanceMessages(Outbox(table().name), utc_now)


@cache
def commands() -> CommandOutbox:
    """Commands of operations, as outbox messages."""
    return CommandOutbox(Outbox(table().name), utc_now)


@cache
def transitions() -> Transitions:
    """Changes that a step makes and that ECS shows."""
    return Transitions(instance_dao(), messages(), utc_now)


@cache
def callbacks() -> Callbacks:
    """What ECS reports for waiting steps."""
    return Callbacks(operation_log(), commands())


def workflow_end(work: InstanceMessenger) -> WorkflowEnd:
    """How operations on instances end; `work` is what the function may do."""
    slots = TenantSlots(operation_log(), commands())
    return WorkflowEnd(operation_log(), InstanceStore(instance_dao(), utc_now), work, slots, Log("instances"))


@cache
def dead_letters() -> DeadLetters:
    """Fails the operations of commands that nobody could finish; without any right to ECS."""
    return DeadLetters(WORKFLOWS, workflow_end(InstanceMessageWork(messages=messages())), Log("instances"))


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
def instance_change_service() -> InstanceChangeService:
    """Creates instances and tries them again."""
    idempotency = IdempotentWriter(table(), utc_now)
    store, work = InstanceStore(instance_dao(), utc_now), InstanceMessageWork(messages=messages())
    service = OperationService(WORKFLOWS, operation_log(), store, work, commands(), idempotency)
    operations = InstanceOperations(instance_dao(), operation_log(), service)
    base_domain = ApiSettings.from_environment().wordpress_base_domain
    return InstanceChangeService(
        instance_dao(), operations, acceptance(), idempotency, utc_now, base_domain=base_domain
    )
