"""The composition root: settings → table → dao → service; each is created at its first use."""

import os
from functools import cache

from chassis.dynamodb.table import Table
from chassis.http.paging import Cursors
from chassis.operations.operation_log import OperationLog
from chassis.operations.reconciler import Reconciler
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from chassis.runtime.logging import Log
from operations.dao.operation_dao import OperationDAO
from operations.services.operation_service import OperationService
from operations.settings import OperationsSettings, ReconcilerSettings


@cache
def settings() -> OperationsSettings:
    """The environment."""
    return OperationsSettings.from_environment()


@cache
def operation_service() -> OperationService:
    """The operation service."""
    log = OperationLog(clients.dynamodb(), settings().operations_table, utc_now)
    return OperationService(OperationDAO(log), Cursors(settings().cursor_key), utc_now)


@cache
def reconciler() -> Reconciler:
    """Sends the commands of stalled operations again."""
    table = Table(clients.dynamodb(), ReconcilerSettings.from_environment().operations_table)
    return Reconciler(table, clients.sqs(), addresses=os.environ, clock=utc_now, log=Log("operations"))
