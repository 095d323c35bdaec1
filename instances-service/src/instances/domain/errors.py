"""What can go wrong with instances. An unknown tenant is `chassis.access.authorization.TenantNotFound`."""

from collections.abc import Collection

from chassis.access.acts import href
from chassis.errors import Conflict, NotFound, Unavailable, Unprocessable


class InstanceNotFound(NotFound):
    """The tenant has none, or another id."""

    code, title = "INSTANCE_NOT_FOUND", "There is no such instance"

    def __init__(self) -> None:
        super().__init__(
            "There is no instance with this id. A tenant's only one is …/instances/primary; POST …/instances makes it."
        )


class InstanceExists(Conflict):
    """A tenant has at most one."""

    code, title = "INSTANCE_EXISTS", "The tenant has an instance"

    def __init__(self, tenant_id: str, state: str) -> None:
        where = href("get_instance", tenant_id=tenant_id, instance_id=tenant_id)
        super().__init__(f"A tenant has one instance; see GET {where}.", existing=where, currentStatus=state)


class SlugTaken(Conflict):
    """Another tenant's derived names would be the same."""

    code, title = "SLUG_TAKEN", "The tenant's short name is in use"

    def __init__(self) -> None:
        super().__init__("Another tenant has the same short name; create this tenant anew, which gives it another id.")


class TenantForbidsInstance(Unprocessable):
    """The tenant is suspended, parked, or gone."""

    code, title = "TENANT_NOT_PENDING", "The tenant may not have an instance now"

    def __init__(self, status: str, allowed: Collection[str]) -> None:
        needed = " or ".join(sorted(allowed))
        super().__init__(
            f"The tenant is {status}; it must be {needed}. Change the tenant's status first.",
            currentStatus=status,
            allowedStatuses=sorted(allowed),
        )


class TenantInMotion(Unavailable):
    """Our copy of the tenant refused twice, although its owner had nothing against it."""

    code, title = "TENANT_CHANGING", "The tenant is being changed right now"

    def __init__(self) -> None:
        super().__init__("Send the request again in a moment.")
