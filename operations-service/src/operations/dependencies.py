"""The composition root: settings → table → dao → service; nothing is made before it is asked for."""

from functools import cache

from chassis.http.paging import Cursors
from chassis.operations.operation_log import OperationLog
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
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
