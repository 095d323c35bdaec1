"""The containers of instances: for each, the newest that ECS told."""

from chassis.dynamodb.conditions import Condition
from chassis.dynamodb.items import to_item
from chassis.dynamodb.table import ConditionalCheckFailed, Table
from instances.dao import keys
from instances.domain.task import InstanceTask


class TaskDAO:
    """Writes tasks in the order of their versions, whatever the order of the news."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def record(self, tenant_id: str, task: InstanceTask) -> bool:
        """Keep the news unless we know newer; answers whether it was kept."""
        item = keys.task(tenant_id, task.task_id) | to_item(task) | {"entityType": "INSTANCE_TASK"}
        try:
            self.table.put(item, Condition(absent_or_less_than={"version": task.version}))
        except ConditionalCheckFailed:
            return False
        return True
