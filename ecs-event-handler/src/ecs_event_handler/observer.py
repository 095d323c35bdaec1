"""Looks at a service, and moves its instance or wakes its operation accordingly."""

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

    The instance is read before ECS is, and written only if nobody wrote it meanwhile: so whatever was applied before is
    older than what is applied now, and late or doubled hints do no harm. While an operation provisions the instance,
    its own consumer writes the end; here it is only told that ECS shows one.
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
        """Look and apply what is seen until both agree; answers the instance, None when the tenant has none.

        Raises:
            TryAgain: it changes all the time.
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
                continue  # somebody was faster: what we saw may be old, so look again
            if operation:
                self._wake(operation, after, event)
            if operation or after == before:
                return after
        raise TryAgain(timedelta(seconds=2))

    def _waiting_operation(self, before: Instance, after: Instance) -> Operation | None:
        """The operation that ends with what ECS shows."""
        if before.state is after.state or after.state not in _ENDS:
            return None
        operation = self.callbacks.log.find(before.operation_id)
        return operation if operation and not operation.ended else None

    def _wake(self, operation: Operation, instance: Instance, event: str) -> None:
        """Send the operation's command; the same observation wakes it once."""
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
