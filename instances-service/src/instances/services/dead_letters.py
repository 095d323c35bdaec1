"""Requests that no worker could finish end here: people see their operation FAILED, and can retry it."""

from chassis.events import MalformedMessage
from chassis.observability import Log, where
from chassis.operation import OperationError
from chassis.operation_log import OperationLog
from chassis.saga import LEASE
from instances.services.progress import Progress
from instances.services.provisioner import requested_operation

EXHAUSTED = OperationError(
    code="DELIVERY_EXHAUSTED",
    message="The work was begun too often without an end. Retry it; if it fails again, ask support.",
)


class DeadLetters:
    """The handler of queue `instance-dlq`."""

    def __init__(self, operations: OperationLog, progress: Progress, log: Log) -> None:
        self.operations, self.progress, self.log = operations, progress, log

    def __call__(self, body: str) -> None:
        """Fail the operation that the message asked for, unless it has ended; what nobody can read is logged."""
        try:
            operation_id = requested_operation(body)
        except MalformedMessage as error:
            self.log.error("unreadable_dead_letter", error=where(error))
            return
        operation = self.operations.claim(operation_id, LEASE)
        if operation:
            self.progress.fail(operation, EXHAUSTED)
        self.log.error("dead_letter", operation_id=operation_id, outcome="failed" if operation else "already_ended")
