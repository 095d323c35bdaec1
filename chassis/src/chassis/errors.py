"""The errors that callers see, each with its status and stable code; `chassis.http.problems` renders them.

The hierarchy, with statuses:

    ProblemError
     ├── InvalidRequest        400  the input is wrong: `errors` names each field
     ├── Unauthenticated       401  the caller is not known
     ├── Forbidden             403  the caller is known, but not allowed
     ├── NotFound              404  absent, or another tenant's: the answer is the same
     ├── MethodNotAllowed      405
     ├── Conflict              409  the present state is not what the request assumes
     ├── PreconditionFailed    412  the version has changed
     ├── PayloadTooLarge       413
     ├── UnsupportedMediaType  415
     ├── Unprocessable         422  valid input, but it breaks a rule of the domain
     │    └── InvalidTransition     not possible in the present state
     ├── TooManyRequests       429
     ├── InternalError         500  our fault; reveals no internals
     └── Unavailable           503  a dependency is busy or down; try again
"""

from collections.abc import Mapping, Sequence
from typing import Any

from chassis.runtime.records import dataclass


@dataclass(frozen=True)
class FieldError:
    """One wrong input: `field` as the caller wrote it (`configuration.language`), a stable code, what to do next."""

    field: str
    code: str
    message: str


class InvalidValue(ValueError):
    """A value that the caller sent breaks one of our rules; raised by validators and by the domain.

    Attributes:
        message: one or two sentences for the person who sent the value: what is wrong, and what to send instead.
        code: stable name of the kind of mistake, for programs.
    """

    def __init__(self, message: str, *, code: str = "INVALID_FIELD_VALUE") -> None:
        super().__init__(message)
        self.message, self.code = message, code


class ProblemError(Exception):
    """Base class for errors that become RFC 9457 problem documents.

    `title` names the problem. `detail` says what happened and what the caller can do next, in plain words.
    """

    status: int = 500
    code: str = "INTERNAL_ERROR"
    title: str = "Something went wrong on our side"

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        **extensions: Any,  # noqa: ANN401 - extension members of a problem document may hold any JSON
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.extensions = extensions


class InvalidRequest(ProblemError):
    """The input is wrong; `errors` names each field."""

    status, code, title = 400, "VALIDATION_ERROR", "Some of your input is not valid"


class Unauthenticated(ProblemError):
    """The caller is not known: the token is missing, invalid or expired."""

    status, code, title = 401, "UNAUTHORIZED", "Sign in first"

    def __init__(self, detail: str, *, code: str = "UNAUTHORIZED") -> None:
        super().__init__(detail, headers={"WWW-Authenticate": 'Bearer realm="bbws"'})
        self.code = code


class Forbidden(ProblemError):
    """The caller is known, but not allowed."""

    status, code, title = 403, "FORBIDDEN", "You may not do this"


class NotFound(ProblemError):
    """The resource is absent or belongs to another tenant; the answer must not show which."""

    status, code, title = 404, "RESOURCE_NOT_FOUND", "Page not found"


class MethodNotAllowed(ProblemError):
    """The path exists, the method does not."""

    status, code, title = 405, "METHOD_NOT_ALLOWED", "This address does not support the method"


class Conflict(ProblemError):
    """The present state is not what the request assumes."""

    status, code, title = 409, "CONFLICT", "Your request conflicts with existing data"


class PreconditionFailed(ProblemError):
    """The version in If-Match is not the current one."""

    status, code, title = 412, "OPTIMISTIC_LOCK_ERROR", "Somebody else changed this in the meantime"


class PayloadTooLarge(ProblemError):
    """The body is over the limit."""

    status, code, title = 413, "PAYLOAD_TOO_LARGE", "The request body is too large"


class UnsupportedMediaType(ProblemError):
    """The body is not JSON."""

    status, code, title = 415, "UNSUPPORTED_MEDIA_TYPE", "The request body must be JSON"


class Unprocessable(ProblemError):
    """The input is valid, but breaks a rule of the domain."""

    status, code, title = 422, "UNPROCESSABLE_ENTITY", "This is not possible right now"


class InvalidTransition(Unprocessable):
    """The action is not possible in the present state; `allowedActions` lists those that are, for programs."""

    code, title = "INVALID_STATUS_TRANSITION", "This is not possible in the current status"

    def __init__(self, detail: str, *, current: str, action: str, allowed: Sequence[str]) -> None:
        super().__init__(detail, currentStatus=current, requestedAction=action, allowedActions=list(allowed))


class TooManyRequests(ProblemError):
    """The caller sends requests too often: `limit` are allowed, and the next one in `retry_after` seconds."""

    status, code, title = 429, "RATE_LIMITED", "Too many requests"

    def __init__(self, detail: str, *, limit: int, retry_after: int) -> None:
        again = str(max(1, retry_after))
        rate = {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": again}
        super().__init__(detail, headers={"Retry-After": again, **rate}, limit=limit)


class InternalError(ProblemError):
    """The fault is ours; the answer reveals no internals."""


class Unavailable(ProblemError):
    """A dependency is busy or down; the same request may succeed soon."""

    status, code, title = 503, "TEMPORARILY_UNAVAILABLE", "Try again in a moment"

    def __init__(self, detail: str, *, retry_after: int = 2) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})
