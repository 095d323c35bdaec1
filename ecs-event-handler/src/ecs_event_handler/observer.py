"""Looks at a service and moves its instance accordingly."""

from datetime import timedelta

from chassis.dynamodb.transaction import TransactionCancelled
from chassis.operations.saga import TryAgain
from chassis.runtime.clock import Clock, iso
from chassis.runtime.logging import Log
from ecs_event_handler.state_map import outcome
from instances.clients.ecs_reader import EcsReader
from instances.dao.instance_dao import InstanceDAO
from instances.domain.instance import Instance
from instances.services.transitions import Transitions

LOOKS = 8


class Observer:
    """Brings an instance to the state that ECS shows.

    The instance is read before ECS is, and written only if nobody wrote it meanwhile: so whatever was applied before is
    older than what is applied now, and late or doubled hints do no harm.
    """

    def __init__(
        self, instances: InstanceDAO, reader: EcsReader, transitions: Transitions, clock: Clock, log: Log
    ) -> None:
        self.instances, self.reader, self.transitions = instances, reader, transitions
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
            if after == before:
                return before
            try:
                self._apply(before, after, event)
            except TransactionCancelled:
                continue  # somebody was faster: what we saw may be old, so look again
        raise TryAgain(timedelta(seconds=2))

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
