"""What can go wrong with tenants and with tokens. An unknown tenant is `chassis.authorization.TenantNotFound`."""

from chassis.errors import Conflict, FieldError


class OrganizationExists(Conflict):
    """Another tenant has the name (BR-TEN-001)."""

    code, title = "ORGANIZATION_EXISTS", "There is a tenant of this name"

    def __init__(self) -> None:
        message = "Another tenant has this organizationName, perhaps in other letters' case. Choose a different one."
        super().__init__(message, errors=[FieldError("organizationName", self.code, message)])


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
