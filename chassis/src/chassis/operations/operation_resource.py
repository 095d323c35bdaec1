"""Operations on the wire: the same shape in the answer that accepts the work and in those that show progress."""

from typing import Annotated, Self

from pydantic import Field

from chassis.access.acts import href
from chassis.access.links import Offer, Relations
from chassis.http.envelope import Linked, Wire
from chassis.http.field_types import (
    Actor,
    Code,
    Count,
    OperationId,
    Percent,
    Seconds,
    TenantId,
    Timestamp,
    items,
    line,
    matching,
    text,
)
from chassis.http.request_context import RequestContext
from chassis.operations.operation import Operation, OperationError, OperationStatus, OperationStep, StepStatus
from chassis.runtime.clock import from_iso


class StepResource(Wire):
    """One step of the work."""

    name: Annotated[str, matching("^[a-z][a-z_]*$", 64, "create_site")]
    title: Annotated[str, line(200, "Create the site in WordPress")]
    status: StepStatus
    attempts: Count
    started_at: Timestamp | None
    completed_at: Timestamp | None
    duration_seconds: Seconds | None = Field(description="From the first start to the end; null while it runs.")
    retry_at: Timestamp | None = Field(description="When it will be tried again, while RETRYING.")
    message: Annotated[str, text(2000, "WordPress does not answer now; we try again.")] | None

    @classmethod
    def of(cls, step: OperationStep) -> Self:
        """Build the step without its results, which are for later steps only."""
        return cls.model_validate({**vars(step), "duration_seconds": _seconds(step.started_at, step.completed_at)})


class OperationErrorResource(Wire):
    """Why the operation failed."""

    code: Code
    message: Annotated[str, text(2000, "WordPress did not answer in time.")]
    step: Annotated[str, matching("^[a-z][a-z_]*$", 64, "create_site")] | None
    cause: Annotated[str, text(8000, "ReadTimeout: no answer in 20 seconds")] | None = Field(
        description="The technical cause; shown to platform staff only."
    )
    safe_to_retry: bool

    @classmethod
    def of(cls, error: OperationError, context: RequestContext) -> Self:
        """Build the error as the caller may see it: only platform staff see the cause."""
        return cls.model_validate({**vars(error), "cause": error.cause if context.caller.platform_role else None})


class OperationResource(Linked):
    """Accepted slow work and its progress."""

    relations = Relations(reads=("self", "collection", "tenant", "resource"), writes=("retry", "cancel"))

    operation_id: OperationId
    tenant_id: TenantId
    operation_type: Annotated[str, matching("^[A-Z][A-Z_]*$", 64, "SITE_CREATION")]
    status: OperationStatus
    progress: Percent = Field(description="Percent of the steps that are done.")
    message: Annotated[str, text(2000, "Creating the site in WordPress.")]
    steps: Annotated[list[StepResource], items(50)]
    resource_type: Annotated[str, matching("^[A-Z][A-Z_]*$", 64, "SITE")]
    resource_id: Annotated[
        str, matching("^[a-z]{2,10}-[a-z0-9][a-z0-9-]{0,63}$", 75, "site-1b4e28ba-2fa1-4d2e-883f-0016d3cca427")
    ]
    created_at: Timestamp
    created_by: Actor
    started_at: Timestamp | None
    completed_at: Timestamp | None
    duration_seconds: Seconds | None = Field(description="From acceptance to the end; null while it has not ended.")
    deadline: Timestamp = Field(description="After this time it fails rather than being tried again.")
    error: OperationErrorResource | None

    @classmethod
    def of(cls, operation: Operation, context: RequestContext, offered: Offer | None = None) -> Self:
        """Build the operation as the caller may see it; by default it links to itself and to its resource."""
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
