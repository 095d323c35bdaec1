"""What a worker writes about an instance while it carries out the instance's operation."""

from dataclasses import replace

from chassis.dynamodb.transaction import TransactionCancelled
from chassis.operations.operation import Operation, OperationError
from chassis.operations.operation_log import LostLease
from chassis.operations.saga import Retryable
from instances.dao.instance_dao import InstanceDAO
from instances.domain.instance import Instance, InstanceError
from instances.domain.lifecycle import INSTANCE_LIFECYCLE, InstanceAction
from instances.services.transitions import Transitions

ATTEMPTS = 5


class Progress:
    """Moves the instance that an operation is about; every move may be made again."""

    def __init__(self, instances: InstanceDAO, transitions: Transitions) -> None:
        self.instances, self.transitions = instances, transitions

    def instance(self, operation: Operation) -> Instance:
        """The instance as it is now.

        Raises:
            LostLease: another operation works on it.
        """
        found = self.instances.get(operation.tenant_id)
        if found is None or found.operation_id != operation.operation_id:
            raise LostLease(operation.operation_id)
        return found

    def finish(self, operation: Operation) -> None:
        """All runs: the instance is ACTIVE and the operation completed, in one transaction."""
        self.move(operation, InstanceAction.SETTLE)

    def fail(self, operation: Operation, error: OperationError) -> None:
        """The instance and the operation are FAILED, with the cause, in one transaction."""
        why = InstanceError(
            code=error.code, message=error.message, cause=error.cause, safe_to_retry=error.safe_to_retry
        )
        self.move(operation, InstanceAction.FAIL, last_error=why)

    def move(self, operation: Operation, action: InstanceAction, **changes: object) -> None:
        """Carry out `action` on the instance as it is at that moment; done already is done.

        Raises:
            LostLease: somebody else ended the operation or took it over.
        """
        for _ in range(ATTEMPTS):
            before = self.instance(operation)
            if not INSTANCE_LIFECYCLE.allows(before.state, action):
                return  # a killed worker's other self or the event handler was faster
            after = replace(before, state=INSTANCE_LIFECYCLE.after(before.state, action), **changes)  # type: ignore[arg-type] # fields of Instance by name
            try:
                self.transitions.apply(before, after, operation=operation)
            except TransactionCancelled as cancelled:
                if "operation" in cancelled.failed:
                    raise LostLease(operation.operation_id) from None
            else:
                return
        raise Retryable("The instance changed while we worked on it.", cause=f"{ATTEMPTS} refused writes in a row")
