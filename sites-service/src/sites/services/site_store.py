"""Sites as the workflow engine reads and changes them."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from chassis.dynamodb.writes import Write
from chassis.operations.operation import Operation, OperationError
from chassis.operations.operation_log import Superseded
from chassis.runtime.clock import Clock, iso
from sites.dao.site_dao import SiteDAO
from sites.domain.lifecycle import SiteAction, after
from sites.domain.site import Failure, Site


class SiteStore:
    """The `ResourceStore` of sites: a site names the operation that works on it, or worked on it last."""

    def __init__(self, sites: SiteDAO, clock: Clock) -> None:
        self.sites, self.clock = sites, clock

    def find(self, operation: Operation) -> Site:
        """The site that the operation works on.

        Raises:
            Superseded: it is gone, or another operation's.
        """
        site = self.sites.get(operation.tenant_id, operation.resource_id)
        if site is None or site.operation_id != operation.operation_id:
            raise Superseded(operation.operation_id)
        return site

    def advance(
        self,
        before: Site,
        action: StrEnum | None,
        operation: Operation,
        *,
        error: OperationError | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> Site:
        """The next version of the site, held by the operation.

        Raises:
            InvalidTransition: not in its present status.
        """
        status = after(before.status, SiteAction(action)) if action else before.status
        why = Failure(code=error.code, message=error.message, safe_to_retry=error.safe_to_retry) if error else None
        moved = before.moved(status, iso(self.clock()), why)
        released = why is not None and not why.safe_to_retry
        return replace(moved, operation_id=operation.operation_id, released=released, **(changes or {}))

    def update_write(self, before: Site, after: Site) -> Write:
        """The write that replaces `before`, unless somebody changed it."""
        return self.sites.update_write(before, after)
