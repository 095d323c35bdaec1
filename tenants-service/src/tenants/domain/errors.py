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
    """Another tenant already has the name (BR-TEN-001)."""

    code, title = "ORGANIZATION_EXISTS", "Another tenant has this name"

    def __init__(self) -> None:
        message = "Another tenant already has this name, or one that looks like it. Choose another name."
        super().__init__(message, errors=[FieldError("organizationName", self.code, message)])


class VersionConflict(Conflict):
    """The version in the body is out of date."""

    code, title = "OPTIMISTIC_LOCK_ERROR", "Somebody else changed this in the meantime"

    def __init__(self, current: int) -> None:
        super().__init__(
            f"Somebody else changed this: the current version is {current}. Read it again, then repeat your change.",
            currentVersion=current,
        )


def require_version(current: int, *, header: int | None, body: int | None = None) -> None:
    """Check that the caller saw the `current` version, or named none.

    Raises:
        PreconditionFailed: If-Match names another; VersionConflict: the body does.
    """
    error: ProblemError = VersionConflict(current)
    if header not in (None, current):
        raise PreconditionFailed(error.detail, currentVersion=current)
    if body not in (None, current):
        raise error


class FiledWithoutParent(InvalidRequest):
    """The tenant has a group without a division, or a team without a group."""

    def __init__(self) -> None:
        message = "A group needs its division, and a team needs its group. Send the missing field too."
        super().__init__(message, errors=[FieldError("group", "MISSING_REQUIRED_FIELD", message)])


class UnitNotFound(NotFound):
    """The path names no existing division, group or team."""

    code, title = "RESOURCE_NOT_FOUND", "Division, group or team not found"

    def __init__(self) -> None:
        super().__init__(
            "No division, group or team has these ids. Find them in GET /v1.0/tenants/{tenantId}/hierarchy."
        )


class OperationNotFound(NotFound):
    """The deletion is unknown or belongs to another tenant; the answer is the same."""

    code, title = "OPERATION_NOT_FOUND", "Operation not found"

    def __init__(self) -> None:
        super().__init__("The tenant has no deletion with this id. Find it in GET /v1.0/tenants/{tenantId}/operations.")


class NameTaken(Conflict):
    """The parent already has a unit with this name."""

    code, title = "DUPLICATE_RESOURCE", "This name is already in use here"

    def __init__(self) -> None:
        message = "Another one in the same place has this name, or one that looks like it. Choose another name."
        super().__init__(message, errors=[FieldError("name", self.code, message)])


class TooManyUnits(Unprocessable):
    """The parent has as many units as it may have."""

    code, title = "QUOTA_EXCEEDED", "You cannot add another one here"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"You can have at most {limit} in one place. Delete one that you do not need, or choose another place.",
            limit=limit,
        )


class DependenciesExist(Unprocessable):
    """The unit is not empty, so it cannot be deleted."""

    code, title = "DEPENDENCIES_EXIST", "It is not empty"

    def __init__(self, dependencies: Sequence[Mapping[str, str]]) -> None:
        words = (
            "It still contains groups, teams or people. "
            "Remove them first, or delete everything at once with ?cascade=true."
        )
        super().__init__(words, dependencies=list(dependencies))


class UnitClosing(Unprocessable):
    """The unit is being deleted."""

    code, title = "OPERATION_IN_PROGRESS", "We are already deleting this"

    def __init__(self) -> None:
        super().__init__(
            "We are deleting this with everything in it, so you cannot change it. Follow its operation to see progress."
        )


class UserNotFound(NotFound):
    """The person is unknown, or the caller may not see them."""

    code, title = "USER_NOT_FOUND", "User not found"

    def __init__(
        self, detail: str = "No user with this id exists, or you may not see them. Find the id in the tenant's users."
    ) -> None:
        super().__init__(detail)


class AlreadyAssigned(Conflict):
    """The person already has a role in the tenant."""

    code, title = "DUPLICATE_RESOURCE", "This person is already a member"

    def __init__(self) -> None:
        message = "This person is already a member of the tenant. Change their role instead."
        super().__init__(message, errors=[FieldError("email", self.code, message)])


class LastAdmin(Unprocessable):
    """The tenant would have no administrator left (BR-USER-004)."""

    code, title = "LAST_ADMIN", "A tenant needs at least one administrator"

    def __init__(self) -> None:
        super().__init__(
            "This person is the only administrator of the tenant. Make another member an administrator first."
        )


class TooManyTeams(Unprocessable):
    """The person is in as many teams as allowed."""

    code, title = "QUOTA_EXCEEDED", "This person is in too many teams"

    def __init__(self, limit: int) -> None:
        super().__init__(f"A person can be in at most {limit} teams. Remove them from one team first.", limit=limit)


class TokenRefused(Exception):
    """The credentials do not identify the caller; the API answers with `problem`."""

    problem = "TOKEN_INVALID"


class TokenMissing(TokenRefused):
    """The request has no token: only public acts are allowed."""

    problem = "UNAUTHORIZED"


class TokenExpired(TokenRefused):
    """The token was valid but has expired."""

    problem = "TOKEN_EXPIRED"


class KeysUnavailable(Exception):
    """The identity pool's keys are unavailable, so no token can be checked."""
