"""Errors of tenants and of tokens. For an unknown tenant see `chassis.access.authorization.TenantNotFound`."""

from collections.abc import Mapping, Sequence

from chassis.errors import (
    Conflict,
    FieldError,
    InvalidRequest,
    NotFound,
    PreconditionFailed,
    ProblemError,
    Unprocessable,
)


class OrganizationExists(Conflict):
    """Another tenant has the name (BR-TEN-001)."""

    code, title = "ORGANIZATION_EXISTS", "There is a tenant of this name"

    def __init__(self) -> None:
        message = "Another tenant has this organizationName, perhaps in other letters' case. Choose a different one."
        super().__init__(message, errors=[FieldError("organizationName", self.code, message)])


class VersionConflict(Conflict):
    """The version in the body has moved on."""

    code, title = "OPTIMISTIC_LOCK_ERROR", "Somebody changed it meanwhile"

    def __init__(self, current: int) -> None:
        super().__init__(
            f"The version is now {current}. Read it again, then repeat the change.", currentVersion=current
        )


def require_version(current: int, *, header: int | None, body: int | None = None) -> None:
    """Let pass who saw the `current` version, or did not say.

    Raises:
        PreconditionFailed: If-Match names another; VersionConflict: the body does.
    """
    error: ProblemError = VersionConflict(current)
    if header not in (None, current):
        raise PreconditionFailed(error.detail, currentVersion=current)
    if body not in (None, current):
        raise error


class FiledWithoutParent(InvalidRequest):
    """A tenant is filed under a group without its division, or a team without its group."""

    def __init__(self) -> None:
        message = "A group needs its division, and a team needs its group: send the parents too."
        super().__init__(message, errors=[FieldError("group", "MISSING_REQUIRED_FIELD", message)])


class UnitNotFound(NotFound):
    """No such division, group or team below what the path names."""

    code, title = "RESOURCE_NOT_FOUND", "There is no such division, group or team"

    def __init__(self) -> None:
        super().__init__("The tenant has nothing with these ids. See all of it with GET /v1.0/tenants/{id}/hierarchy.")


class OperationNotFound(NotFound):
    """No such deletion, or another tenant's: the same words for both."""

    code, title = "OPERATION_NOT_FOUND", "There is no such operation"

    def __init__(self) -> None:
        super().__init__("The tenant has no deletion with this id. List its operations: GET …/operations.")


class NameTaken(Conflict):
    """A unit of this name stands below the same parent."""

    code, title = "DUPLICATE_RESOURCE", "There is one of this name"

    def __init__(self) -> None:
        message = "The same parent has one of this name, perhaps in other letters' case. Choose a different name."
        super().__init__(message, errors=[FieldError("name", self.code, message)])


class TooManyUnits(Unprocessable):
    """The parent is full."""

    code, title = "QUOTA_EXCEEDED", "There is no room for another one"

    def __init__(self, limit: int) -> None:
        super().__init__(f"At most {limit} stand below one parent. Delete one, or use another parent.", limit=limit)


class DependenciesExist(Unprocessable):
    """Something stands below what is to be deleted."""

    code, title = "DEPENDENCIES_EXIST", "Something stands below it"

    def __init__(self, dependencies: Sequence[Mapping[str, str]]) -> None:
        words = "Delete what stands below it first, or repeat the request with ?cascade=true to delete all of it."
        super().__init__(words, dependencies=list(dependencies))


class UnitClosing(Unprocessable):
    """The unit is being deleted."""

    code, title = "OPERATION_IN_PROGRESS", "It is being deleted"

    def __init__(self) -> None:
        super().__init__("It is being deleted with everything below it, and cannot be changed any more.")


class UserNotFound(NotFound):
    """Nobody whom the caller can see, or nobody who has ever signed in."""

    code, title = "USER_NOT_FOUND", "There is no such person"

    def __init__(self, detail: str = "There is nobody with this id whom you can see.") -> None:
        super().__init__(detail)


class UserUnknown(UserNotFound):
    """Nobody of this address or id has signed in (BR-USER-001)."""

    def __init__(self) -> None:
        super().__init__("Nobody with this address has signed in yet. Invite them instead: POST …/invitations.")


class AlreadyAssigned(Conflict):
    """The person holds a role in the tenant."""

    code, title = "DUPLICATE_RESOURCE", "This person is a member already"

    def __init__(self) -> None:
        message = "This person has a role in the tenant. Change it with PUT on the person instead."
        super().__init__(message, errors=[FieldError("email", self.code, message)])


class SeatsTaken(Unprocessable):
    """All seats of the tier are taken; the invitations service says the same."""

    code, title = "QUOTA_EXCEEDED", "All seats are taken"

    def __init__(self, tier: str, limit: int | None) -> None:
        super().__init__(
            f"The tier {tier} has {limit} seats; members and live invitations take all. "
            "Cancel an invitation, remove a member, or move to a larger tier.",
            tier=tier,
            limit=limit,
        )


class LastAdmin(Unprocessable):
    """The tenant would have nobody left to administer it (BR-USER-004)."""

    code, title = "LAST_ADMIN", "A tenant keeps at least one administrator"

    def __init__(self) -> None:
        super().__init__("This is the tenant's only administrator. Make somebody else one first.")


class TooManyTeams(Unprocessable):
    """The person works in as many teams as anybody may."""

    code, title = "QUOTA_EXCEEDED", "There is no room for another team"

    def __init__(self, limit: int) -> None:
        super().__init__(f"A person is in at most {limit} teams. Take them out of one first.", limit=limit)


class TokenRefused(Exception):
    """The credentials do not tell who asks; `problem` is what the API then answers with."""

    problem = "TOKEN_INVALID"


class TokenMissing(TokenRefused):
    """No token was sent: only public acts are open."""

    problem = "UNAUTHORIZED"


class TokenExpired(TokenRefused):
    """It was good once."""

    problem = "TOKEN_EXPIRED"


class KeysUnavailable(Exception):
    """The identity pool's keys cannot be had, so nothing can be said about a token."""
