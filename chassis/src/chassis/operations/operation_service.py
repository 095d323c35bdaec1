"""Accepts, waits for, retries, cancels and undoes slow work of any kind; every act is one transaction."""

from collections.abc import Mapping
from typing import Any

from chassis.dynamodb.transaction import TransactionCancelled
from chassis.dynamodb.writes import Write
from chassis.errors import Conflict, Unprocessable
from chassis.http.idempotency import IdempotentWriter
from chassis.http.request_context import RequestContext
from chassis.operations.command_outbox import CommandOutbox
from chassis.operations.operation import (
    OPERATION_LIFECYCLE,
    Operation,
    OperationAction,
    OperationStatus,
    ParentOperation,
    StepStatus,
)
from chassis.operations.operation_log import NewOperation, OperationLog
from chassis.operations.tenant_slots import free_slot_writes
from chassis.operations.workflow import Messages, ResourceStore, Transition, Workflow
from chassis.operations.workflow_end import CANCELLED
from chassis.operations.workflows import Workflows
from chassis.runtime.records import dataclass

RESOURCE, OPERATION, PREVIOUS = "resource", "operation", "previous_operation"


class ResourceBusy(Conflict):
    """Another operation is working on the resource."""

    code, title = "OPERATION_IN_PROGRESS", "Other work is in progress"

    def __init__(self) -> None:
        super().__init__("Another operation is still changing this. Wait until it ends, then send the request again.")


class NotUndoable(Unprocessable):
    """Only a completed operation can be undone, and only when no other operation followed it."""

    code, title = "NOT_UNDOABLE", "This cannot be undone"


@dataclass(frozen=True, kw_only=True)
class WorkRequest:
    """The work that a service asks for; without a `resource_type`, the workflow's own applies."""

    operation_type: str
    tenant_id: str
    resource_id: str
    resource_href: str
    resource_type: str | None = None
    inputs: Mapping[str, str] | None = None
    undoes: str | None = None
    parent: ParentOperation | None = None


class OperationService:
    """The API's side of slow work for one type of resource.

    Each act takes `guards`: the service's own writes and checks, by name. `TransactionCancelled` names those whose
    condition does not hold. The resource's write is called `resource`, the operation's `operation`. The record of an
    Idempotency-Key points at `result` and at the operation (`operationId`).
    """

    def __init__(
        self,
        workflows: Workflows,
        log: OperationLog,
        store: ResourceStore[Any],
        work: object,
        commands: CommandOutbox,
        idempotency: IdempotentWriter,
    ) -> None:
        self.workflows, self.log, self.store, self.work = workflows, log, store, work
        self.commands, self.idempotency = commands, idempotency

    def begin(self, context: RequestContext, request: WorkRequest) -> Operation:
        """Create an operation that the resource can name; `accept` writes it.

        Raises:
            UnknownWorkflow: this service has no workflow of this type.
            ValueError: the tenant id is not the id of a tenant.
        """
        workflow = self.workflows.get(request.operation_type)
        operation, _ = self.log.begin(
            NewOperation(
                tenant_id=request.tenant_id,
                operation_type=request.operation_type,
                resource_type=request.resource_type or workflow.resource_type,
                resource_id=request.resource_id,
                resource_href=request.resource_href,
                steps=workflow.titles,
                created_by=context.caller.email,
                correlation_id=context.trace_id,
                allowed=workflow.deadline,
                queue=self.workflows.queue_of(request.operation_type),
                inputs=request.inputs,
                undoes=request.undoes,
                parent=request.parent,
            )
        )
        return operation

    def accept(
        self,
        context: RequestContext,
        operation: Operation,
        resource: object,
        guards: Mapping[str, Write],
        result: Mapping[str, str],
    ) -> None:
        """Accept work on a resource that the writes in `guards` create or close.

        Raises:
            TransactionCancelled: a guard does not hold.
            RequestReplayed: the same request was handled before.
        """
        workflow = self.workflows.get(operation.operation_type)
        writes = {**guards, OPERATION: self.log.create_write(operation)}
        self._write(context, operation, None, resource, workflow.on_start, writes, result, command=True)

    def start[R](
        self,
        context: RequestContext,
        request: WorkRequest,
        before: R,
        guards: Mapping[str, Write],
        result: Mapping[str, str],
        *,
        previous: str | None,
    ) -> tuple[R, Operation]:
        """Accept work on an existing resource; `previous` is the id of the operation that last worked on it.

        Raises:
            InvalidTransition: the resource's lifecycle forbids it.
            ResourceBusy: the previous operation has not ended.
            TransactionCancelled: a guard does not hold, or somebody changed the resource.
        """
        workflow = self.workflows.get(request.operation_type)
        operation = self.begin(context, request)
        after = self.store.advance(before, workflow.lifecycle.start, operation)
        writes = {**guards, OPERATION: self.log.create_write(operation), **self._resource_write(before, after)}
        if workflow.exclusive and previous:
            writes[PREVIOUS] = self.log.ended_check(previous)
        try:
            self._write(context, operation, before, after, workflow.on_start, writes, result, command=True)
        except TransactionCancelled as cancelled:
            if PREVIOUS in cancelled.failed:
                raise ResourceBusy from None
            raise
        return after, operation

    def retry[R](
        self,
        context: RequestContext,
        failed: Operation | None,
        request: WorkRequest,
        before: R,
        guards: Mapping[str, Write],
        result: Mapping[str, str],
    ) -> tuple[R, Operation]:
        """Try failed work again: continue the same operation, or begin a new one if it was cancelled or has expired.

        Raises:
            InvalidTransition: the resource's lifecycle forbids it.
            TransactionCancelled: a guard does not hold, somebody changed the resource, or the operation has not failed.
        """
        workflow = self.workflows.get(request.operation_type)
        if failed is None or failed.status is OperationStatus.CANCELLED:
            operation = self.begin(context, request)
            record: Write = self.log.create_write(operation)
        else:
            from_start = workflow.restart_on_retry
            operation, record = self.log.reopen(failed, workflow.deadline, from_start=from_start)
        after = self.store.advance(before, workflow.lifecycle.retry, operation)
        writes = {**guards, OPERATION: record, **self._resource_write(before, after)}
        self._write(context, operation, before, after, workflow.on_start, writes, result, command=True)
        return after, operation

    def cancel[R](self, context: RequestContext, operation: Operation, before: R, result: Mapping[str, str]) -> R:
        """Cancel work: its worker stops at the next step, and steps that can be compensated are compensated first.

        Raises:
            InvalidTransition: the operation has ended, or has begun a step that cannot be cancelled.
            TransactionCancelled: somebody changed the resource or ended the operation.
        """
        workflow = self.workflows.get(operation.operation_type)
        _check_cancellable(operation, workflow)
        if _can_be_taken_back(operation, workflow):
            stop = {OPERATION: self.log.request_cancel_write(operation, CANCELLED)}
            self._write(context, operation, before, before, _no_messages, stop, result, command=True)
            return before
        after: R = self.store.advance(before, workflow.lifecycle.cancel, operation, error=CANCELLED)
        writes = {OPERATION: self.log.cancel_write(operation), **self._resource_write(before, after)}
        writes |= {f"slot_{number}": one for number, one in enumerate(free_slot_writes(self.log, operation))}
        wakes_next = operation.tenant_slot is True  # its consumer then wakes the tenant's next operation
        self._write(context, operation, before, after, workflow.on_cancel, writes, result, command=wakes_next)
        return after

    def undo[R](
        self,
        context: RequestContext,
        done: Operation,
        before: R,
        guards: Mapping[str, Write],
        result: Mapping[str, str],
        *,
        last: str,
    ) -> tuple[R, Operation]:
        """Undo a completed operation; `last` is the id of the operation that last worked on the resource.

        Raises:
            NotUndoable: it did not complete, another one followed it, or its type has no inverse.
            ResourceBusy, InvalidTransition, TransactionCancelled: as in `start`.
        """
        undo = self.workflows.get(done.operation_type).undo
        if undo is None:
            raise NotUndoable("We cannot undo this kind of work. Make the opposite change yourself.")
        if done.status is not OperationStatus.COMPLETED or done.operation_id != last:
            raise NotUndoable("Somebody changed this again since then. Undo the last completed operation first.")
        request = WorkRequest(
            operation_type=undo.operation_type,
            tenant_id=done.tenant_id,
            resource_id=done.resource_id,
            resource_href=done.resource_href,
            resource_type=done.resource_type,
            inputs=undo.inputs(done),
            undoes=done.operation_id,
        )
        return self.start(context, request, before, guards, result, previous=last)

    def wait_for(self, context: RequestContext, operation: Operation) -> Operation:
        """Wait until the operation has ended, at most the seconds of the caller's `Prefer: wait` (RFC 7240)."""
        return self.log.wait_for(operation, context.wait) if context.wait else operation

    def _resource_write(self, before: object, after: object) -> dict[str, Write]:
        found = self.store.update_write(before, after)
        return {RESOURCE: found} if found else {}

    def _write(
        self,
        context: RequestContext,
        operation: Operation,
        before: object,
        after: object,
        messages: Messages,
        writes: Mapping[str, Write],
        result: Mapping[str, str],
        *,
        command: bool,
    ) -> None:
        moved = Transition(
            operation=operation, before=before, resource=after, work=self.work, trace_id=context.trace_id
        )
        all_writes = {**writes, **{f"message_{number}": one for number, one in enumerate(messages(moved))}}
        if command:
            all_writes["command"] = self.commands.command_write(operation)
        partition = f"TENANT#{operation.tenant_id}"
        self.idempotency.write(context, partition, {**result, "operationId": operation.operation_id}, all_writes)


def _no_messages(_: object) -> list[Write]:
    return []


def _check_cancellable(operation: Operation, workflow: Workflow) -> None:
    """Raise InvalidTransition when the operation has ended, or has begun a step that cannot be cancelled."""
    OPERATION_LIFECYCLE.after(operation.status, OperationAction.CANCEL)
    recorded = {step.name: step for step in operation.steps}
    final = [step for step in workflow.steps if not step.cancellable and step.name in recorded]
    if any(recorded[step.name].status is not StepStatus.PENDING for step in final):
        raise OPERATION_LIFECYCLE.refusal(operation.status, OperationAction.CANCEL, [])


def _can_be_taken_back(operation: Operation, workflow: Workflow) -> bool:
    recorded = {step.name: step for step in operation.steps}
    undone = [step.name for step in workflow.steps if step.compensate and not step.keep_for_retry]
    return any(name in recorded and recorded[name].attempts for name in undone)
