"""The consumer of every queue of slow work: a message names an operation, the runner takes it as far as it goes."""

from chassis.messaging.envelopes import Command, MalformedMessage
from chassis.operations.workflow_runner import WorkflowRunner
from chassis.operations.workflows import UnknownWorkflow


class WorkflowConsumer:
    """Handles the messages of the runner's queue; it loads the workflow that a message asks for, and no other."""

    def __init__(self, runner: WorkflowRunner) -> None:
        self.runner = runner

    def __call__(self, body: str) -> None:
        """Carry out what a message asks for.

        Raises:
            MalformedMessage: it asks for nothing that this queue carries out.
            TryAgain, Busy, LostLease: as `WorkflowRunner.run`.
        """
        command = Command.from_queue(body)
        try:
            self.runner.workflows.check_command(command.name, self.runner.queue)
            self.runner.run(command.operation_id)
        except UnknownWorkflow as unknown:
            raise MalformedMessage(f"queue {self.runner.queue} does not carry out {unknown}") from None
