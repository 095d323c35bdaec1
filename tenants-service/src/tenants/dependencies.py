"""The composition root: settings → table → dao → service; each is created at its first use."""

import os
from functools import cache

from chassis.access.acts import all_rules
from chassis.dynamodb.table import Table
from chassis.http.idempotency import IdempotentWriter
from chassis.http.paging import Cursors
from chassis.messaging.outbox import Outbox
from chassis.messaging.relay import Relay
from chassis.operations.command_outbox import CommandOutbox
from chassis.operations.dead_letters import DeadLetters
from chassis.operations.operation_log import OperationLog
from chassis.operations.operation_service import OperationService
from chassis.operations.tenant_slots import TenantSlots
from chassis.operations.workflow_end import WorkflowEnd
from chassis.operations.workflow_runner import WorkflowRunner
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from chassis.runtime.logging import Log
from tenants.clients.user_groups import UserGroups
from tenants.dao.audit_dao import AuditDAO
from tenants.dao.member_dao import MemberDAO
from tenants.dao.membership_dao import MembershipDAO
from tenants.dao.tenant_dao import TenantDAO
from tenants.dao.unit_dao import UnitDAO
from tenants.event_handlers import InstanceEventHandler
from tenants.messages import TenantMessages
from tenants.services.audit_service import AuditService
from tenants.services.authorization_service import AuthorizationService
from tenants.services.change_recorder import ChangeRecorder
from tenants.services.group_sync import GroupSync
from tenants.services.hierarchy_service import HierarchyService
from tenants.services.team_user_service import TeamUserService
from tenants.services.tenant_change_service import TenantChangeService
from tenants.services.tenant_service import TenantService
from tenants.services.unit_deletion_service import UnitDeletionService
from tenants.services.unit_remover import UnitRemover
from tenants.services.unit_store import UnitStore
from tenants.services.user_service import UserService
from tenants.settings import ApiSettings, OperationSettings, TenantsSettings, UserPoolSettings
from tenants.workflows import DELETION_QUEUE, WORKFLOWS


@cache
def log() -> Log:
    """The log of this service's functions."""
    return Log("tenants")


@cache
def table() -> Table:
    """The tenants table."""
    return Table(clients.dynamodb(), TenantsSettings.from_environment().tenants_table)


@cache
def change_recorder() -> ChangeRecorder:
    """Builds the audit entries and events of changes."""
    return ChangeRecorder(AuditDAO(table()), Outbox(table().name))


@cache
def api_settings() -> ApiSettings:
    """The environment of the API."""
    return ApiSettings.from_environment()


@cache
def cursors() -> Cursors:
    """Writes and reads the cursors of lists."""
    return Cursors(api_settings().cursor_key)


@cache
def tenant_service() -> TenantService:
    """The tenant service."""
    return TenantService(TenantDAO(table()), change_recorder(), cursors(), utc_now)


@cache
def tenant_change_service() -> TenantChangeService:
    """Changes and deletes tenants."""
    return TenantChangeService(TenantDAO(table()), change_recorder(), utc_now)


@cache
def audit_service() -> AuditService:
    """Reads the audit trail."""
    return AuditService(AuditDAO(table()), cursors(), utc_now)


@cache
def operation_log() -> OperationLog:
    """Stores operations."""
    return OperationLog(clients.dynamodb(), OperationSettings.from_environment().operations_table, utc_now)


@cache
def hierarchy_service() -> HierarchyService:
    """Manages divisions, groups and teams."""
    units, tenants, members = UnitDAO(table()), TenantDAO(table()), MemberDAO(table())
    return HierarchyService(units, tenants, members, change_recorder(), cursors(), utc_now)


@cache
def commands() -> CommandOutbox:
    """Builds the commands of operations, as outbox messages."""
    return CommandOutbox(Outbox(table().name), utc_now)


@cache
def unit_deletion_service() -> UnitDeletionService:
    """Accepts the deletion of a unit with everything below it."""
    hierarchy, idempotency = hierarchy_service(), IdempotentWriter(table(), utc_now)
    work = OperationService(WORKFLOWS, operation_log(), UnitStore(), None, commands(), idempotency)
    return UnitDeletionService(hierarchy, hierarchy.units, hierarchy.tenants, work, change_recorder(), utc_now)


@cache
def unit_remover() -> UnitRemover:
    """Deletes single units, for the steps of a deletion."""
    return UnitRemover(UnitDAO(table()), MemberDAO(table()), change_recorder(), utc_now)


def workflow_end(work: object) -> WorkflowEnd:
    """Ends deletions; `work` is what the function may do."""
    return WorkflowEnd(operation_log(), UnitStore(), work, TenantSlots(operation_log(), commands()), log())


@cache
def deletion_runner() -> WorkflowRunner:
    """Carries out deletions."""
    end = workflow_end(unit_remover())
    return WorkflowRunner(WORKFLOWS, DELETION_QUEUE, end, end.slots, clock=utc_now, logger=log())


@cache
def dead_letters() -> DeadLetters:
    """Fails deletions that no worker could finish; has no access to units."""
    return DeadLetters(WORKFLOWS, workflow_end(None), log())


@cache
def user_service() -> UserService:
    """Manages the people of tenants."""
    return UserService(
        MemberDAO(table()),
        MembershipDAO(table()),
        TenantDAO(table()),
        change_recorder(),
        TenantMessages(Outbox(table().name)),
        cursors(),
        utc_now,
    )


@cache
def team_user_service() -> TeamUserService:
    """Manages the people of teams."""
    units, tenants = UnitDAO(table()), TenantDAO(table())
    return TeamUserService(MemberDAO(table()), units, tenants, change_recorder(), cursors(), utc_now)


@cache
def group_sync() -> GroupSync:
    """Copies roles to the groups of the identity pool."""
    pool = UserPoolSettings.from_environment().user_pool_id
    return GroupSync(MemberDAO(table()), UserGroups(clients.cognito(), pool))


@cache
def authorization_service() -> AuthorizationService:
    """Answers whether a caller may do an act."""
    return AuthorizationService(all_rules())


@cache
def instance_event_handler() -> InstanceEventHandler:
    """Handles the events of instances."""
    return InstanceEventHandler(TenantDAO(table()), change_recorder(), utc_now)


@cache
def relay() -> Relay:
    """Sends the outbox messages."""
    return Relay(
        table(),
        bus=clients.eventbridge(),
        queues=clients.sqs(),
        topics=clients.sns(),
        addresses=os.environ,
        clock=utc_now,
        log=log(),
    )
