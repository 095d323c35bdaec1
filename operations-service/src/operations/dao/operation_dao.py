"""Reads operations from their table."""

from collections.abc import Mapping

from chassis.dynamodb.items import from_item
from chassis.dynamodb.table import Select
from chassis.operations.operation import Operation
from chassis.operations.operation_log import OperationLog
from operations.dao import keys
from operations.domain.filters import Filters


class OperationDAO:
    """Reads operations: a list in two calls, one operation in one call; `wait_for` repeats that call."""

    def __init__(self, log: OperationLog) -> None:
        self.log = log

    def get(self, operation_id: str) -> Operation | None:
        """The operation, by a consistent read."""
        return self.log.find(operation_id)

    def wait_for(self, operation: Operation, seconds: int) -> Operation:
        """Wait until the operation has ended, at most `seconds`; return it."""
        return self.log.wait_for(operation, seconds)

    def page(
        self, filters: Filters, *, size: int, after: Mapping[str, str] | None
    ) -> tuple[list[Operation], dict[str, str] | None]:
        """Operations of a tenant, newest first, and the key after which the next page begins.

        The indexes contain keys only (ADR 0027), so the second call reads the operations. The type is filtered after
        that read, so a page may have fewer than `size` operations although more follow.
        """
        page = self.log.table.page(self._select(filters), size=size, after=after)
        keys_of_page = [{"PK": item["PK"], "SK": item["SK"]} for item in page.items]
        items = self.log.table.get_many(keys_of_page) if keys_of_page else []
        found = [from_item(Operation, item) for item in items]
        newest_first = sorted(found, key=lambda one: (one.created_at, one.operation_id), reverse=True)
        return [one for one in newest_first if filters.match(one)], page.last_key

    @staticmethod
    def _select(filters: Filters) -> Select:
        if filters.status:
            partition = keys.status_partition(filters.tenant_id, filters.status)
            return Select(partition=partition, index="GSI2", newest_first=True)
        partition = keys.tenant_partition(filters.tenant_id)
        return Select(partition=partition, index="GSI1", newest_first=True)
