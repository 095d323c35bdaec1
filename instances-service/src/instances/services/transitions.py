"""Changes that a step makes, or that ECS shows: the instance and the event that tells of it in one transaction."""

from dataclasses import replace
from datetime import datetime

from chassis.dynamodb.transaction import TransactionCancelled, transact
from chassis.dynamodb.writes import Write
from chassis.operations.operation import Operation
from chassis.operations.operation_log import Superseded
from chassis.operations.step_outcomes import Retryable
from chassis.runtime.clock import Clock, iso
from instances.dao.instance_dao import InstanceDAO
from instances.domain.events import name_of
from instances.domain.instance import Instance, InstanceResources
from instances.domain.lifecycle import INSTANCE_LIFECYCLE, InstanceAction, InstanceState
from instances.messages import InstanceMessages

ATTEMPTS = 5


class Transitions:
    """Writes changes of instances that end no operation; the ends are the workflow engine's."""

    def __init__(self, instances: InstanceDAO, messages: InstanceMessages, clock: Clock) -> None:
        self.instances, self.messages, self.clock = instances, messages, clock

    def apply(self, before: Instance, after: Instance, *, correlation_id: str | None = None) -> Instance:
        """Replace `before` by `after`; version and times are set here.

        Raises:
            TransactionCancelled: somebody changed the instance meanwhile.
        """
        after = next_version(before, after, self.clock())
        writes: dict[str, Write] = {"instance": self.instances.update_write(before, after)}
        if before.state is not after.state:
            trace_id = correlation_id or after.operation_id
            writes["event"] = self.messages.announce(name_of(before, after), after, trace_id)
        transact(self.instances.table.client, writes)
        return after

    def deploy(self, operation: Operation, resources: InstanceResources) -> None:
        """Record what was made for the instance, and that ECS moves it from here on; done already is done.

        Raises:
            Superseded: another operation works on the instance.
            Retryable: others change it all the time.
        """
        for _ in range(ATTEMPTS):
            before = self.instances.get(operation.tenant_id)
            if before is None or before.operation_id != operation.operation_id:
                raise Superseded(operation.operation_id)
            if not INSTANCE_LIFECYCLE.allows(before.state, InstanceAction.DEPLOY):
                return  # a killed worker's other self has done it
            state = INSTANCE_LIFECYCLE.after(before.state, InstanceAction.DEPLOY)
            after = replace(before, state=state, resources=resources)
            try:
                self.apply(before, after, correlation_id=operation.correlation_id)
            except TransactionCancelled:
                continue
            return
        raise Retryable("The instance changed while we worked on it.", cause=f"{ATTEMPTS} refused writes in a row")


def next_version(before: Instance, after: Instance, now: datetime) -> Instance:
    """`after` as the version that follows `before`, with the times that belong to a change of state."""
    moved = replace(after, version=before.version + 1, updated_at=iso(now))
    if before.state is after.state:
        return moved
    if after.state is InstanceState.PROVISIONING:
        return replace(moved, provisioning_started_at=iso(now))
    if after.state is InstanceState.ACTIVE and before.provisioning_completed_at is None:
        return replace(moved, provisioning_completed_at=iso(now))
    return moved
