"""Commands through the outbox of the service that owns the resource, so that they are sent if the change is made."""

from chassis.dynamodb.writes import Put
from chassis.messaging.outbox import Outbox
from chassis.operations.commands import command_of
from chassis.operations.operation import Operation
from chassis.runtime.clock import Clock


class CommandOutbox:
    """Builds the outbox message of an operation's command."""

    def __init__(self, outbox: Outbox, clock: Clock) -> None:
        self.outbox, self.clock = outbox, clock

    def command_write(self, operation: Operation) -> Put:
        """Ask the consumer of the operation's queue to begin, or to go on.

        Raises:
            ValueError: the operation names no queue.
        """
        if operation.queue is None:
            raise ValueError(f"{operation.operation_id} names no queue")
        partition = f"TENANT#{operation.tenant_id}"
        return self.outbox.command(partition, operation.queue, command_of(operation), self.clock())
