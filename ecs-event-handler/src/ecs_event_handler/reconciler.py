"""The authority when events were lost: looks at every instance that waits for ECS."""

from dataclasses import replace

from chassis.operations.operation_log import OperationLog
from chassis.runtime.clock import Clock, iso
from chassis.runtime.logging import Log, describe_exception
from ecs_event_handler.observer import Observer
from instances.dao.instance_dao import InstanceDAO
from instances.domain.instance import Instance, InstanceError
from instances.domain.lifecycle import INSTANCE_LIFECYCLE, InstanceAction, InstanceState
from instances.services.transitions import Transitions

EVENT = "RECONCILED"
BATCH = 50
TOO_LATE = InstanceError(
    code="PROVISIONING_TIMED_OUT",
    message="WordPress did not become ready in time. Retry it; if it fails again, contact support.",
)


class Reconciler:
    """Cheap when all is well: one query of a sparse index, which is then empty."""

    def __init__(
        self,
        instances: InstanceDAO,
        operations: OperationLog,
        observer: Observer,
        transitions: Transitions,
        clock: Clock,
        log: Log,
    ) -> None:
        self.instances, self.operations, self.observer = instances, operations, observer
        self.transitions, self.clock, self.log = transitions, clock, log

    def run(self) -> int:
        """Look at the instances that have waited longest; answers how many there were."""
        waiting = self.instances.list_unsettled(BATCH)
        for instance in waiting:
            try:
                self._reconcile(instance)
            except Exception as error:  # one that cannot be looked at must not keep the others waiting
                self.log.error("reconcile_failed", tenant_id=instance.tenant_id, error=describe_exception(error))
        self.log.info("reconciled", count=len(waiting))
        return len(waiting)

    def _reconcile(self, waiting: Instance) -> None:
        now = self.observer.observe(waiting.tenant_id, EVENT)
        if now and now.state is InstanceState.PROVISIONING and self._is_late(now):
            failed = INSTANCE_LIFECYCLE.after(now.state, InstanceAction.FAIL)
            self.transitions.apply(now, replace(now, state=failed, last_error=TOO_LATE))

    def _is_late(self, instance: Instance) -> bool:
        """Whether the promise to finish it has run out."""
        operation = self.operations.find(instance.operation_id)
        return operation is None or operation.deadline < iso(self.clock())
