"""Operations on the wire: the same shape in the answer that promises the work and in the one that tells how it goes."""

from typing import Self

from pydantic import Field

from chassis.access.acts import href
from chassis.access.links import Offer
from chassis.http.envelope import Linked, Wire
from chassis.http.request_context import RequestContext
from chassis.operations.operation import Operation, OperationError, OperationStatus, OperationStep, StepStatus
from chassis.runtime.clock import from_iso


class StepResource(Wire):
    """One step of the work."""

    name: str
    title: str
    status: StepStatus
    attempts: int
    started_at: str | None
    completed_at: str | None
    duration_seconds: float | None = Field(description="From the first start to the end; null while it runs.")
    retry_at: str | None = Field(description="When it will be tried again, while RETRYING.")
    message: str | None

    @classmethod
    def of(cls, step: OperationStep) -> Self:
        """The step without what it found out for the steps after it."""
        return cls.model_validate({**vars(step), "duration_seconds": _seconds(step.started_at, step.completed_at)})


class OperationErrorResource(Wire):
    """Why the operation failed."""

    code: str
    message: str
    step: str | None
    cause: str | None = Field(description="The technical cause; shown to platform staff only.")
    safe_to_retry: bool

    @classmethod
    def of(cls, error: OperationError, context: RequestContext) -> Self:
        """The error as `call.caller` may see it."""
        return cls.model_validate({**vars(error), "cause": error.cause if context.caller.platform_role else None})


class OperationResource(Linked):
    """A promise to finish slow work, and how it goes."""

    operation_id: str
    tenant_id: str
    operation_type: str
    status: OperationStatus
    progress: int = Field(ge=0, le=100, description="Percent of the steps that are done.")
    message: str
    steps: list[StepResource]
    resource_type: str
    resource_id: str
    created_at: str
    created_by: str
    started_at: str | None
    completed_at: str | None
    duration_seconds: float | None = Field(description="From the promise to the end; null while it has not ended.")
    deadline: str = Field(description="After this time it fails rather than being tried again.")
    error: OperationErrorResource | None

    @classmethod
    def of(cls, operation: Operation, context: RequestContext, offered: Offer | None = None) -> Self:
        """The operation as `call.caller` may see it; by default it links to itself and to its resource."""
        shown = offered or _plain_offer(operation)
        computed = {
            "progress": operation.progress,
            "message": operation.message,
            "steps": [StepResource.of(step) for step in operation.steps],
            "duration_seconds": _seconds(operation.created_at, operation.completed_at),
            "error": OperationErrorResource.of(operation.error, context) if operation.error else None,
            "links": shown.links,
            "unavailable": shown.unavailable,
        }
        return cls.model_validate({**vars(operation), **computed})


def _plain_offer(operation: Operation) -> Offer:
    own = {"href": href("get_operation", operation_id=operation.operation_id)}
    return Offer({"self": own, "resource": {"href": operation.resource_href}}, {})


def _seconds(start: str | None, end: str | None) -> float | None:
    if not (start and end):
        return None
    return round((from_iso(end) - from_iso(start)).total_seconds(), 3)
