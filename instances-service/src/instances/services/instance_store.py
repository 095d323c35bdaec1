"""Instances as the workflow engine reads and changes them."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from chassis.dynamodb.writes import Write
from chassis.operations.operation import Operation, OperationError
from chassis.operations.operation_log import Superseded
from chassis.runtime.clock import Clock
from instances.dao.instance_dao import InstanceDAO
from instances.domain.instance import Instance, InstanceError
from instances.domain.lifecycle import INSTANCE_LIFECYCLE, InstanceAction
from instances.services.transitions import next_version


class InstanceStore:
    """The `ResourceStore` of instances: an instance names the operation that last worked on it."""

    def __init__(self, instances: InstanceDAO, clock: Clock) -> None:
        self.instances, self.clock = instances, clock

    def find(self, operation: Operation) -> Instance:
        """The instance that the operation works on.

        Raises:
            Superseded: it is gone, or another operation's.
        """
        found = self.instances.get(operation.tenant_id)
        if found is None or found.operation_id != operation.operation_id:
            raise Superseded(operation.operation_id)
        return found

    def advance(
        self,
        before: Instance,
        action: StrEnum | None,
        operation: Operation,
        *,
        error: OperationError | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> Instance:
        """The next version of the instance, held by the operation.

        ECS moves an instance too. An end that ECS has brought about already, or that means nothing for the present
        state, leaves the state as it is.

        Raises:
            InvalidTransition: it cannot be retried from its present state.
        """
        wanted = InstanceAction(action) if action else None
        is_possible = wanted and (wanted is InstanceAction.RETRY or INSTANCE_LIFECYCLE.allows(before.state, wanted))
        state = INSTANCE_LIFECYCLE.after(before.state, wanted) if wanted and is_possible else before.state
        moved = replace(
            before,
            state=state,
            operation_id=operation.operation_id,
            last_error=_why(error) if error else None,
            **(changes or {}),
        )
        return next_version(before, moved, self.clock())

    def update_write(self, before: Instance, after: Instance) -> Write:
        """The write that replaces `before`, unless somebody changed it."""
        return self.instances.update_write(before, after)


def _why(error: OperationError) -> InstanceError:
    return InstanceError(code=error.code, message=error.message, cause=error.cause, safe_to_retry=error.safe_to_retry)
