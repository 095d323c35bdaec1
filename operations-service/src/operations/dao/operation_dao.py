"""Operations in their table; reads only."""

from collections.abc import Mapping

from chassis.dynamodb.items import from_item
from chassis.dynamodb.table import Select
from chassis.operations.operation import Operation
from chassis.operations.operation_log import OperationLog
from operations.dao import keys
from operations.domain.filters import Filters


class OperationDAO:
    """Reads operations: a list in two calls, one operation in one, except while it waits."""

    def __init__(self, log: OperationLog) -> None:
        self.log = log

    def get(self, operation_id: str) -> Operation | None:
        """The operation as it is now (consistent read)."""
        return self.log.find(operation_id)

    def wait_for(self, operation: Operation, seconds: int) -> Operation:
        """The operation when it has ended, or as it is after `seconds`."""
        return self.log.wait_for(operation, seconds)

    def page(
        self, filters: Filters, *, size: int, after: Mapping[str, str] | None
    ) -> tuple[list[Operation], dict[str, str] | None]:
        """Operations of a tenant, newest first, and the key to go on after.

        The indexes hold keys only (ADR 0027), so the operations are read after their keys. A type is filtered after
        the read: such a page may hold fewer than `size` although more follow.
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
