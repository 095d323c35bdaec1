"""How far a site has come, on the wire (domain §2.2, row 30)."""

from typing import Annotated, Self

from pydantic import Field

from chassis.http.envelope import Reply, Wire
from chassis.http.field_types import OperationId, Percent, Timestamp, Url, items, matching, text
from chassis.operations.operation import Operation, StepStatus
from chassis.operations.operation_resource import StepResource
from sites.domain.lifecycle import SiteStatus
from sites.schemas.site import SiteFailureResource, SiteId, SiteResource
from sites.services.site_operations import SiteWithOperation


class SiteProgressResource(Wire):
    """Progress of the work on a site; steps are empty when its operation is too old to be kept."""

    request_id: OperationId = Field(description="The operation's id.")
    site_id: SiteId
    status: SiteStatus
    progress: Percent = Field(description="Percent of the steps that are done.")
    current_step: Annotated[str, matching("^[a-z][a-z_]*$", 64, "create_site")] | None = Field(
        description="The step at work, waiting or failed; null before and after."
    )
    message: Annotated[str, text(2000, "Creating the site in WordPress.")]
    steps: Annotated[list[StepResource], items(50)]
    started_at: Timestamp | None
    completed_at: Timestamp | None
    failed_at: Timestamp | None
    error: SiteFailureResource | None
    url: Url | None = Field(description="Where the world finds it; null until it is live.")

    @classmethod
    def of(cls, found: SiteWithOperation) -> Self:
        """The status of a site, from the site and its operation."""
        site, operation = found.site, found.operation
        ended = operation.completed_at if operation else None
        return cls(
            request_id=site.operation_id,
            site_id=site.site_id,
            status=site.status,
            progress=operation.progress if operation else 100,
            current_step=_current(operation) if operation else None,
            message=operation.message if operation else "Done.",
            steps=[StepResource.of(step) for step in operation.steps] if operation else [],
            started_at=operation.started_at if operation else None,
            completed_at=None if site.failure else ended,
            failed_at=ended if site.failure else None,
            error=SiteFailureResource.of(site.failure) if site.failure else None,
            url=site.url,
        )


class SiteProgressReply(Reply[SiteProgressResource]):
    """The status in its envelope."""

    relations = SiteResource.relations


def _current(operation: Operation) -> str | None:
    idle = (StepStatus.PENDING, StepStatus.COMPLETED)
    return next((step.name for step in operation.steps if step.status not in idle), None)
