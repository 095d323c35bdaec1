"""The composition root: settings → table → dao, clients → services; nothing is made before it is asked for."""

import os
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from chassis.dynamodb.table import Table
from chassis.http.idempotency import IdempotentWriter
from chassis.http.paging import Cursors
from chassis.http.service_client import ServiceClient
from chassis.messaging.outbox import Outbox
from chassis.messaging.relay import Relay
from chassis.operations.command_outbox import CommandOutbox
from chassis.operations.dead_letters import DeadLetters
from chassis.operations.operation_log import OperationLog
from chassis.operations.operation_service import OperationService
from chassis.operations.tenant_slots import TenantSlots
from chassis.operations.workflow import Retry
from chassis.operations.workflow_end import WorkflowEnd
from chassis.operations.workflow_runner import WorkflowRunner
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from chassis.runtime.logging import Log
from sites.clients.instances import InstancesClient
from sites.clients.templates import TemplatesClient
from sites.clients.tenants import TenantsClient
from sites.dao.eligibility_dao import EligibilityDAO
from sites.dao.site_dao import SiteDAO
from sites.domain.addresses import Addresses
from sites.event_handlers import EligibilityProjector
from sites.messages import SiteMessages
from sites.services.eligibility_refresh import EligibilityRefresh
from sites.services.site_change_service import SiteChangeService
from sites.services.site_operations import SiteOperations
from sites.services.site_service import SiteService
from sites.services.site_store import SiteStore
from sites.services.site_work import SiteMessageWork, SiteMessenger, SiteWork
from sites.settings import DeadLetterSettings, SitesSettings, SiteTableSettings, SiteWorkSettings
from sites.workflows import WORKFLOWS

if TYPE_CHECKING:
    from sites.clients.routes import Routes
    from sites.clients.wordpress import WordPressClient

CONSUMERS = "sqs-consumers"
SERVICE = "sites"


@cache
def settings() -> SitesSettings:
    """The API's environment."""
    return SitesSettings.from_environment()


@cache
def site_service() -> SiteService:
    """Creates and reads sites."""
    table = _table(settings().sites_table)
    return SiteService(
        sites=SiteDAO(table),
        eligibility=EligibilityDAO(table),
        refresh=_refresh(),
        operations=_site_operations(table),
        templates=TemplatesClient(ServiceClient(settings().api_url)),
        idempotency=IdempotentWriter(table, utc_now),
        cursors=Cursors(settings().cursor_key),
        languages=tuple(settings().wordpress_languages.split(",")),
        clock=utc_now,
    )


@cache
def site_change_service() -> SiteChangeService:
    """Retries and cancels the work on a site."""
    table = _table(settings().sites_table)
    return SiteChangeService(
        sites=SiteDAO(table),
        eligibility=EligibilityDAO(table),
        refresh=_refresh(),
        operations=_site_operations(table),
        idempotency=IdempotentWriter(table, utc_now),
    )


@cache
def workflow_runner(queue: str) -> WorkflowRunner:
    """Carries out the operations of one queue, with the right to WordPress and to rules of the balancer."""
    found = SiteWorkSettings.from_environment()
    table = _table(found.sites_table)
    work = SiteWork(
        messages=_messages(table),
        sites=SiteDAO(table),
        eligibility=EligibilityDAO(table),
        wordpress=_wordpress(found),
        routes=_routes(found),
        addresses=Addresses(found.wordpress_base_domain, found.site_url_pattern),
    )
    end = _workflow_end(table, found.operations_table, work)
    retry = Retry(attempts=found.retry_attempts, first=timedelta(seconds=found.retry_first_seconds))
    return WorkflowRunner(WORKFLOWS, queue, end, end.slots, clock=utc_now, logger=Log(CONSUMERS), retry=retry)


@cache
def dead_letters() -> DeadLetters:
    """Fails the operations of commands that no consumer could finish; without any right to WordPress."""
    found = DeadLetterSettings.from_environment()
    table = _table(found.sites_table)
    work = SiteMessageWork(messages=_messages(table), sites=SiteDAO(table), eligibility=EligibilityDAO(table))
    return DeadLetters(WORKFLOWS, _workflow_end(table, found.operations_table, work), Log(CONSUMERS))


@cache
def eligibility_projector() -> EligibilityProjector:
    """Keeps our copies of what makes tenants eligible for sites."""
    return EligibilityProjector(EligibilityDAO(_table(SiteTableSettings.from_environment().sites_table)), Log(SERVICE))


@cache
def relay() -> Relay:
    """Sends what the outbox holds."""
    return Relay(
        _table(SiteTableSettings.from_environment().sites_table),
        bus=clients.eventbridge(),
        queues=clients.sqs(),
        topics=clients.sns(),
        addresses=os.environ,
        clock=utc_now,
        log=Log(SERVICE),
    )


def _refresh() -> EligibilityRefresh:
    service_client = ServiceClient(settings().api_url)
    eligibility = EligibilityDAO(_table(settings().sites_table))
    return EligibilityRefresh(eligibility, TenantsClient(service_client), InstancesClient(service_client))


def _site_operations(table: Table) -> SiteOperations:
    sites, log = SiteDAO(table), _operations(settings().operations_table)
    work = OperationService(
        WORKFLOWS,
        log,
        SiteStore(sites, utc_now),
        SiteMessageWork(messages=_messages(table), sites=SiteDAO(table), eligibility=EligibilityDAO(table)),
        _commands(table),
        IdempotentWriter(table, utc_now),
    )
    return SiteOperations(sites, log, work)


def _workflow_end(table: Table, operations_table: str, work: SiteMessenger) -> WorkflowEnd:
    log = _operations(operations_table)
    slots = TenantSlots(log, _commands(table))
    return WorkflowEnd(log, SiteStore(SiteDAO(table), utc_now), work, slots, Log(CONSUMERS))


def _wordpress(found: SiteWorkSettings) -> "WordPressClient":
    from sites.clients.wordpress import WordPressClient  # noqa: PLC0415 - only consumers with the right load it
    from sites.clients.wordpress_credentials import WordPressCredentials  # noqa: PLC0415
    from sites.clients.wordpress_transport import WordPressTransport  # noqa: PLC0415

    credentials = WordPressCredentials(clients.secrets_manager())
    transport = WordPressTransport(found.wordpress_connect_url)
    return WordPressClient(transport, credentials, found.wordpress_base_domain)


def _routes(found: SiteWorkSettings) -> "Routes":
    from sites.clients.routes import Routes  # noqa: PLC0415 - only consumers with the right load it

    return Routes(clients.elbv2(), found.wordpress_listener_arn)


def _commands(table: Table) -> CommandOutbox:
    return CommandOutbox(Outbox(table.name), utc_now)


def _table(name: str) -> Table:
    return Table(clients.dynamodb(), name)


def _operations(table: str) -> OperationLog:
    return OperationLog(clients.dynamodb(), table, utc_now)


def _messages(table: Table) -> SiteMessages:
    return SiteMessages(Outbox(table.name), utc_now)
