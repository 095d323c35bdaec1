"""The composition root: settings → table → dao, clients → services; nothing is made before it is asked for."""

import os
from datetime import timedelta
from functools import cache

from chassis.dynamodb.table import Table
from chassis.http.paging import Cursors
from chassis.http.service_client import ServiceClient
from chassis.messaging.outbox import Outbox
from chassis.messaging.relay import Relay
from chassis.operations.operation_log import OperationLog
from chassis.operations.queue_worker import QueueWorker
from chassis.operations.saga import Patience
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from chassis.runtime.logging import Log
from sites.clients.instances import InstancesClient
from sites.clients.templates import TemplatesClient
from sites.clients.tenants import TenantsClient
from sites.clients.wordpress import WordPressClient
from sites.clients.wordpress_credentials import WordPressCredentials
from sites.clients.wordpress_transport import WordPressTransport
from sites.dao.gate_dao import GateDAO
from sites.dao.site_dao import SiteDAO
from sites.domain.addresses import Addresses
from sites.services.gate_service import GateNews, GateRepair
from sites.services.reconciler import Reconciler
from sites.services.site_change_service import SiteChangeService
from sites.services.site_creation import SiteCreation
from sites.services.site_messages import SiteMessages
from sites.services.site_service import SiteService
from sites.services.site_work_service import SiteWorkService
from sites.settings import ReconcilerSettings, SitesSettings, SiteTableSettings, SiteWorkSettings

SERVICE = "sites"


@cache
def settings() -> SitesSettings:
    """The API's environment."""
    return SitesSettings.from_environment()


@cache
def site_service() -> SiteService:
    """What people may ask for."""
    table = _table(settings().sites_table)
    service_client = ServiceClient(settings().api_url)
    return SiteService(
        sites=SiteDAO(table),
        gates=GateDAO(table),
        log=_operations(settings().operations_table),
        repair=_repair(),
        templates=TemplatesClient(service_client),
        messages=_messages(table),
        cursors=Cursors(settings().cursor_key),
        languages=tuple(settings().wordpress_languages.split(",")),
        clock=utc_now,
    )


@cache
def site_change_service() -> SiteChangeService:
    """What people may ask of a site that is being made, or failed."""
    table = _table(settings().sites_table)
    return SiteChangeService(
        sites=SiteDAO(table),
        gates=GateDAO(table),
        log=_operations(settings().operations_table),
        repair=_repair(),
        messages=_messages(table),
        clock=utc_now,
    )


@cache
def site_work_service() -> SiteWorkService:
    """What the workers carry out."""
    found = SiteWorkSettings.from_environment()
    table = _table(found.sites_table)
    sites = SiteDAO(table)
    transport = WordPressTransport(found.wordpress_connect_url)
    credentials = WordPressCredentials(clients.secrets_manager())
    addresses = Addresses(found.wordpress_base_domain, found.site_url_pattern)
    return SiteWorkService(
        sites=sites,
        log=_operations(found.operations_table),
        creation=SiteCreation(sites, WordPressClient(transport, credentials, found.wordpress_base_domain), addresses),
        messages=_messages(table),
        patience=Patience(attempts=found.retry_attempts, first=timedelta(seconds=found.retry_first_seconds)),
        clock=utc_now,
        logger=Log("sqs-consumers"),
    )


@cache
def reactor() -> QueueWorker:
    """Keeps the gates."""
    gates = GateDAO(_table(SiteTableSettings.from_environment().sites_table))
    log = Log(SERVICE)
    return QueueWorker(GateNews(gates, log).react, queues=clients.sqs(), logger=log)


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


@cache
def reconciler() -> Reconciler:
    """Sends again what got lost."""
    found = ReconcilerSettings.from_environment()
    operations = _table(found.operations_table)
    return Reconciler(operations, clients.sqs(), found.site_creation_queue, utc_now, Log(SERVICE))


def _repair() -> GateRepair:
    service_client = ServiceClient(settings().api_url)
    gates = GateDAO(_table(settings().sites_table))
    return GateRepair(gates, TenantsClient(service_client), InstancesClient(service_client))


def _table(name: str) -> Table:
    return Table(clients.dynamodb(), name)


def _operations(table: str) -> OperationLog:
    return OperationLog(clients.dynamodb(), table, utc_now)


def _messages(table: Table) -> SiteMessages:
    return SiteMessages(Outbox(table.name), utc_now)
