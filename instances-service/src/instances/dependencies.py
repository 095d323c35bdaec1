"""The composition root that all entry points share: settings → table → dao → service, each created at first use."""

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
    """Reads and writes the records of operations."""
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
    """Builds the commands of operations as outbox messages."""
    return CommandOutbox(Outbox(table().name), utc_now)


@cache
def transitions() -> Transitions:
    """State changes of instances, by steps and by what ECS shows."""
    return Transitions(instance_dao(), messages(), utc_now)


@cache
def callbacks() -> Callbacks:
    """Wakes steps that wait for a report of ECS."""
    return Callbacks(operation_log(), commands())


def workflow_end(work: InstanceMessenger) -> WorkflowEnd:
    """Ends operations on instances; `work` is what the function may do."""
    slots = TenantSlots(operation_log(), commands())
    return WorkflowEnd(operation_log(), InstanceStore(instance_dao(), utc_now), work, slots, Log("instances"))


@cache
def dead_letters() -> DeadLetters:
    """Fails the operations of undeliverable commands; needs no permission for ECS."""
    return DeadLetters(WORKFLOWS, workflow_end(InstanceMessageWork(messages=messages())), Log("instances"))


@cache
def ecs_reader() -> EcsReader:
    """Reads from ECS."""
    return EcsReader(clients.ecs(), EcsSettings.from_environment().ecs_cluster)


@cache
def acceptance() -> Acceptance:
    """Accepts work if the tenant's status allows it."""
    return Acceptance(tenant_dao(), TenantsClient(ServiceClient(ApiSettings.from_environment().api_url)))


@cache
def instance_service() -> InstanceService:
    """Reads instances."""
    return InstanceService(instance_dao(), acceptance(), utc_now)


@cache
def instance_change_service() -> InstanceChangeService:
    """Creates instances and retries their creation."""
    idempotency = IdempotentWriter(table(), utc_now)
    store, work = InstanceStore(instance_dao(), utc_now), InstanceMessageWork(messages=messages())
    service = OperationService(WORKFLOWS, operation_log(), store, work, commands(), idempotency)
    operations = InstanceOperations(instance_dao(), operation_log(), service)
    base_domain = ApiSettings.from_environment().wordpress_base_domain
    return InstanceChangeService(
        instance_dao(), operations, acceptance(), idempotency, utc_now, base_domain=base_domain
    )
