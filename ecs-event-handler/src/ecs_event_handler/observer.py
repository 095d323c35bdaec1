"""Reads a service in ECS, and changes the state of its instance or wakes its operation accordingly."""

from dataclasses import replace
from datetime import timedelta

from chassis.dynamodb.transaction import TransactionCancelled
from chassis.operations.callbacks import Callbacks
from chassis.operations.operation import Operation
from chassis.operations.step_outcomes import TryAgain
from chassis.runtime.clock import Clock, iso
from chassis.runtime.logging import Log
from ecs_event_handler.state_map import outcome
from instances.clients.ecs_reader import EcsReader
from instances.dao.instance_dao import InstanceDAO
from instances.domain.instance import Instance
from instances.domain.lifecycle import InstanceState
from instances.domain.provisioning import AWAIT_STEADY_STATE
from instances.services.transitions import Transitions

LOOKS = 8
_ENDS = {InstanceState.ACTIVE, InstanceState.FAILED}
"""States that end the operation which waits for ECS."""


class Observer:
    """Brings an instance to the state that ECS shows.

    It reads the instance before it reads ECS, and writes the instance only if nobody has written it meanwhile. A newer
    observation is therefore never overwritten by an older one, and late or repeated events do no harm. While an
    operation provisions the instance, the operation's consumer writes the end; the observer only wakes it.
    """

    def __init__(
        self,
        instances: InstanceDAO,
        reader: EcsReader,
        transitions: Transitions,
        callbacks: Callbacks,
        clock: Clock,
        log: Log,
    ) -> None:
        self.instances, self.reader, self.transitions, self.callbacks = instances, reader, transitions, callbacks
        self.clock, self.log = clock, log

    def observe(self, tenant_id: str, event: str) -> Instance | None:
        """Apply what ECS shows until the instance agrees; return the instance, None when the tenant has none.

        Raises:
            TryAgain: the instance changes all the time.
        """
        for _ in range(LOOKS):
            before = self.instances.get(tenant_id)
            if before is None:
                return None
            after = outcome(before, self.reader.observe(before.service_name), event, iso(self.clock()))
            operation = self._waiting_operation(before, after)
            if operation:
                after = replace(before, observed=after.observed)
            try:
                if after != before:
                    self._apply(before, after, event)
            except TransactionCancelled:
                continue  # another writer was faster: our observation may be old, so look again
            if operation:
                self._wake(operation, after, event)
            if operation or after == before:
                return after
        raise TryAgain(timedelta(seconds=2))

    def _waiting_operation(self, before: Instance, after: Instance) -> Operation | None:
        """Find the operation that waits for the end that ECS shows."""
        if before.state is after.state or after.state not in _ENDS:
            return None
        operation = self.callbacks.log.find(before.operation_id)
        return operation if operation and not operation.ended else None

    def _wake(self, operation: Operation, instance: Instance, event: str) -> None:
        """Send the operation's command; the same observation wakes it only once."""
        seen = instance.observed
        if seen is None:
            return
        hint = {
            "deploymentId": seen.deployment_id,
            "rollout": seen.rollout,
            "runningCount": str(seen.running_count),
            "desiredCount": str(seen.desired_count),
        }
        woken = self.callbacks.replace(operation, AWAIT_STEADY_STATE, hint)
        self.log.info(
            "operation_woken",
            tenant_id=instance.tenant_id,
            event_type=event,
            outcome="woken" if woken else "known",
            operation_id=operation.operation_id,
        )

    def _apply(self, before: Instance, after: Instance, event: str) -> None:
        self.transitions.apply(before, after)
        if before.state is not after.state:
            self.log.info(
                "instance_moved",
                tenant_id=after.tenant_id,
                event_type=event,
                outcome=f"{before.state} -> {after.state}",
                operation_id=after.operation_id,
            )
