"""The composition root: settings → table → dao → service; nothing is made before it is asked for."""

from functools import cache

from chassis import clients
from chassis.clock import utc_now
from chassis.operation_log import OperationLog
from chassis.paging import Cursors
from operations.dao.operation_dao import OperationDAO
from operations.services.operation_service import OperationService
from operations.settings import OperationsSettings


@cache
def settings() -> OperationsSettings:
    """The environment."""
    return OperationsSettings.from_environment()


@cache
def operation_service() -> OperationService:
    """The operation service."""
    log = OperationLog(clients.dynamodb(), settings().operations_table, utc_now)
    return OperationService(OperationDAO(log), Cursors(settings().cursor_key), utc_now)
