"""Commands that no worker could finish end here: people see their operation FAILED, and can retry it."""

from dataclasses import replace

from chassis.messaging.envelopes import Command
from chassis.operations.operation import Operation, OperationError, StepStatus
from chassis.operations.operation_log import OperationLog
from chassis.operations.workflow import LEASE
from chassis.operations.workflow_end import WorkflowEnd
from chassis.operations.workflows import Workflows
from chassis.runtime.logging import Log

UNDELIVERABLE = OperationError(
    code="UNDELIVERABLE",
    message="We tried several times and could not finish. Retry it; if it fails again, contact support.",
    safe_to_retry=True,
)
POISON = OperationError(
    code="POISON",
    message="We cannot read this request any more. Send the original request again, or contact support.",
    safe_to_retry=False,
)


class DeadLetters:
    """The handler of a service's dead-letter queue of commands; it ends operations and touches nothing outside."""

    def __init__(self, workflows: Workflows, end: WorkflowEnd, log: Log) -> None:
        self.workflows, self.end, self.log = workflows, end, log
        self.operations: OperationLog = end.log

    def __call__(self, body: str) -> None:
        """Fail the operation that the message asks for; what has ended stays as it is, what nobody can read is logged.

        Raises:
            Busy: a worker is at it after all; look again later.
        """
        try:
            command = Command.from_queue(body)
            operation = self.operations.claim(command.operation_id, LEASE)
        except ValueError as unreadable:  # no command, or an id that is none
            self.log.error("poison_message", code=POISON.code, error=unreadable)
            return
        if operation is None:
            self.log.info("already_ended", operation_id=command.operation_id)
            return
        error = UNDELIVERABLE if command.name in self.workflows.commands else POISON
        self.log.error("dead_letter", operation_id=operation.operation_id, code=error.code)
        workflow = self.workflows.get(operation.operation_type)
        operation, error = _at_fault(operation, error)
        self.end.fail_undelivered(operation, workflow, error)


def _at_fault(operation: Operation, error: OperationError) -> tuple[Operation, OperationError]:
    """Both with the step that never ended named as the one that failed."""
    step = next((one for one in operation.steps if one.status is not StepStatus.COMPLETED), None)
    if step is None:
        return operation, error
    failed = replace(step, status=StepStatus.FAILED, message=error.message)
    return operation.with_step(failed), replace(error, step=step.name)
