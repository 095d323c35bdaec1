"""What may become of a site (domain §3.3): one table behind the guards, the answers, the links and the diagram."""

from enum import StrEnum

from chassis.errors import InvalidTransition
from chassis.lifecycle import Lifecycle, LifecycleWords


class SiteStatus(StrEnum):
    """Domain §3.3; what is going on meanwhile stands in the operation."""

    PROVISIONING = "PROVISIONING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    DEPROVISIONING = "DEPROVISIONING"
    DELETED = "DELETED"
    FAILED = "FAILED"


class SiteAction(StrEnum):
    """What may happen to a site."""

    COMPLETE = "complete"
    FAIL = "fail"
    CANCEL = "cancel"
    RETRY = "retry"
    SUSPEND = "suspend"
    RESUME = "resume"
    DELETE = "delete"
    REMOVE = "remove"


SITE_LIFECYCLE = Lifecycle(
    {
        (SiteStatus.PROVISIONING, SiteAction.COMPLETE): SiteStatus.ACTIVE,
        (SiteStatus.PROVISIONING, SiteAction.FAIL): SiteStatus.FAILED,
        (SiteStatus.PROVISIONING, SiteAction.CANCEL): SiteStatus.FAILED,
        (SiteStatus.FAILED, SiteAction.RETRY): SiteStatus.PROVISIONING,
        (SiteStatus.ACTIVE, SiteAction.SUSPEND): SiteStatus.SUSPENDED,
        (SiteStatus.SUSPENDED, SiteAction.RESUME): SiteStatus.ACTIVE,
        (SiteStatus.ACTIVE, SiteAction.DELETE): SiteStatus.DEPROVISIONING,
        (SiteStatus.SUSPENDED, SiteAction.DELETE): SiteStatus.DEPROVISIONING,
        (SiteStatus.FAILED, SiteAction.DELETE): SiteStatus.DEPROVISIONING,
        (SiteStatus.DEPROVISIONING, SiteAction.REMOVE): SiteStatus.DELETED,
    },
    LifecycleWords(
        states={
            SiteStatus.PROVISIONING: "a site that we are still creating",
            SiteStatus.ACTIVE: "a site that is online",
            SiteStatus.SUSPENDED: "a suspended site",
            SiteStatus.DEPROVISIONING: "a site that we are deleting",
            SiteStatus.DELETED: "a deleted site",
            SiteStatus.FAILED: "a failed site",
        },
        actions={
            SiteAction.COMPLETE: "complete {it}",
            SiteAction.FAIL: "mark {it} as failed",
            SiteAction.CANCEL: "cancel the creation of {it}",
            SiteAction.RETRY: "retry {it}",
            SiteAction.SUSPEND: "suspend {it}",
            SiteAction.RESUME: "resume {it}",
            SiteAction.DELETE: "delete {it}",
            SiteAction.REMOVE: "remove {it}",
        },
        advice={
            SiteStatus.PROVISIONING: "Wait until it is online, or cancel its creation.",
            SiteStatus.DEPROVISIONING: "Create a new site if you need one.",
            SiteStatus.DELETED: "Create a new site if you need one.",
        },
    ),
)
OFFERED = (SiteAction.CANCEL, SiteAction.RETRY)
"""What people may ask for today; the other actions are the platform's own, or have no route yet."""


def after(status: SiteStatus, action: SiteAction) -> SiteStatus:
    """The status that `action` leads to.

    Raises:
        InvalidTransition: not from there; names what people may ask for instead.
    """
    try:
        return SITE_LIFECYCLE.after(status, action)
    except InvalidTransition:
        allowed = [other for other in SITE_LIFECYCLE.allowed(status) if other in OFFERED]
        raise SITE_LIFECYCLE.refusal(status, action, allowed) from None
