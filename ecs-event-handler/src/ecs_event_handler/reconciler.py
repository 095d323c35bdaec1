"""The authority when events were lost: looks at every instance that waits for ECS.

An instance that takes too long is failed by its own operation, whose deadline the reconciler of operations watches.
"""

from chassis.runtime.logging import Log
from ecs_event_handler.observer import Observer
from instances.dao.instance_dao import InstanceDAO

EVENT = "RECONCILED"
BATCH = 50


class Reconciler:
    """Cheap when all is well: one query of a sparse index, which is then empty."""

    def __init__(self, instances: InstanceDAO, observer: Observer, log: Log) -> None:
        self.instances, self.observer, self.log = instances, observer, log

    def run(self) -> int:
        """Look at the instances that have waited longest; answers how many there were."""
        waiting = self.instances.list_unsettled(BATCH)
        for instance in waiting:
            try:
                self.observer.observe(instance.tenant_id, EVENT)
            except Exception as error:  # one that cannot be looked at must not keep the others waiting
                self.log.error("reconcile_failed", tenant_id=instance.tenant_id, error=error)
        self.log.info("reconciled", count=len(waiting))
        return len(waiting)
