"""The containers of instances, each in its newest version that ECS has reported."""

from chassis.dynamodb.conditions import Condition
from chassis.dynamodb.items import to_item
from chassis.dynamodb.table import ConditionalCheckFailed, Table
from instances.dao import keys
from instances.domain.task import InstanceTask


class TaskDAO:
    """Keeps the newest version of each task, in whatever order the events are delivered."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def record(self, tenant_id: str, task: InstanceTask) -> bool:
        """Write the task unless we have a newer version; return whether it was written."""
        item = keys.task(tenant_id, task.task_id) | to_item(task) | {"entityType": "INSTANCE_TASK"}
        try:
            self.table.put(item, Condition(absent_or_less_than={"version": task.version}))
        except ConditionalCheckFailed:
            return False
        return True
