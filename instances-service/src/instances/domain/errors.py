"""What can go wrong with instances. An unknown tenant is `chassis.access.authorization.TenantNotFound`."""

from collections.abc import Collection

from chassis.access.acts import href
from chassis.errors import Conflict, NotFound, Unavailable, Unprocessable


class InstanceNotFound(NotFound):
    """The tenant has none, or another id."""

    code, title = "INSTANCE_NOT_FOUND", "Instance not found"

    def __init__(self) -> None:
        super().__init__(
            "This tenant has no instance with this id. Create one with POST …/instances, or read …/instances/primary."
        )


class InstanceExists(Conflict):
    """A tenant has at most one."""

    code, title = "INSTANCE_EXISTS", "The tenant already has an instance"

    def __init__(self, tenant_id: str, state: str) -> None:
        where = href("get_instance", tenant_id=tenant_id, instance_id=tenant_id)
        words = f"A tenant can have only one instance. Use the existing one: GET {where}."
        super().__init__(words, existing=where, currentStatus=state)


class SlugTaken(Conflict):
    """Another tenant's derived names would be the same."""

    code, title = "SLUG_TAKEN", "Another tenant uses the same short name"

    def __init__(self) -> None:
        super().__init__(
            "Another tenant has the same short name. Delete this tenant and create it again to get another one."
        )


class TenantForbidsInstance(Unprocessable):
    """The tenant is suspended, parked, or gone."""

    code, title = "TENANT_NOT_PENDING", "The tenant cannot have an instance right now"

    def __init__(self, status: str, allowed: Collection[str]) -> None:
        needed = " or ".join(_STATUS_WORDS.get(one, one.lower()) for one in sorted(allowed))
        super().__init__(
            f"The tenant is {_STATUS_WORDS.get(status, status.lower())}, and this needs one that is {needed}. "
            "Change the status of the tenant first: its links show how.",
            currentStatus=status,
            allowedStatuses=sorted(allowed),
        )


_STATUS_WORDS = {
    "PENDING": "waiting for its instance",
    "FAILED": "failed",
    "ACTIVE": "active",
    "SUSPENDED": "suspended",
    "PARKED": "parked",
    "DEPROVISIONED": "deleted",
}


class TenantInMotion(Unavailable):
    """Our copy of the tenant refused twice, although its owner had nothing against it."""

    code, title = "TENANT_CHANGING", "The tenant is changing right now"

    def __init__(self) -> None:
        super().__init__("Somebody is changing the tenant right now. Send the request again in a moment.")
