"""What can go wrong with invitations."""

from chassis.access.caller import Role
from chassis.errors import Conflict, FieldError, Forbidden, InvalidRequest, NotFound, TooManyRequests, Unprocessable
from invitations.domain.invitation import MAX_RESENDS


class InvitationNotFound(NotFound):
    """Unknown, or another tenant's: the same words for both."""

    code, title = "INVITATION_NOT_FOUND", "There is no such invitation"

    def __init__(self) -> None:
        super().__init__(
            "This tenant has no invitation with this id. List them with GET /v1.0/tenants/{tenantId}/invitations."
        )


class InvitationNotUsable(NotFound):
    """Unknown, used, withdrawn, replaced, expired, void, or somebody else's: the same bytes for all (ASVS 6.3.8)."""

    code, title = "INVITATION_NOT_USABLE", "This invitation cannot be used"

    def __init__(self) -> None:
        super().__init__(
            "The link is not complete, was used or replaced, has expired, was withdrawn, or is meant for another "
            "address. Sign in with the address that the mail came to, or ask who invited you to send it again."
        )


class InvitationExists(Conflict):
    """One live invitation a tenant and address."""

    code, title = "INVITATION_EXISTS", "This address is invited already"

    def __init__(self, invitation_id: str) -> None:
        message = "This address has a live invitation. Resend or cancel it, or wait until it has expired."
        super().__init__(message, errors=[FieldError("email", self.code, message)], invitationId=invitation_id)


class AlreadyMember(Conflict):
    """The person has a role in the tenant."""

    code, title = "ALREADY_MEMBER", "This person is a member already"

    def __init__(self) -> None:
        message = "This person has a role in the tenant. Change the role instead of inviting them."
        super().__init__(message, errors=[FieldError("email", self.code, message)])


class RoleTooHigh(Forbidden):
    """Nobody gives a role above their own."""

    code, title = "ROLE_TOO_HIGH", "You may not give this role"

    def __init__(self, role: Role) -> None:
        message = f"Nobody can give a role above their own; {role} is above yours. Choose a lower one."
        super().__init__(message, errors=[FieldError("role", self.code, message)])


class QuotaExceeded(Unprocessable):
    """All seats of the tier are taken."""

    code, title = "QUOTA_EXCEEDED", "All seats are taken"

    def __init__(self, tier: str, limit: int) -> None:
        super().__init__(
            f"The tier {tier} has {limit} seats; members and live invitations take all. "
            "Cancel an invitation, remove a member, or move to a larger tier.",
            tier=tier,
            limit=limit,
        )


class TeamNotFound(Unprocessable):
    """The tenant has no such team, or it is being deleted."""

    code, title = "TEAM_NOT_FOUND", "There is no such team"

    def __init__(self) -> None:
        words = (
            "This tenant has no team with this id. Find it in GET /v1.0/tenants/{tenantId}/hierarchy, or leave it out."
        )
        super().__init__(words, errors=[FieldError("teamId", self.code, words)])


class DailyLimitReached(TooManyRequests):
    """The tenant has sent as many invitations as it may in a day."""

    code, title = "QUOTA_EXCEEDED_DAILY", "Enough invitations for today"

    def __init__(self, limit: int, retry_after: int) -> None:
        words = (
            f"A tenant of this tier sends at most {limit} invitations a day, and this one has. Go on tomorrow (UTC)."
        )
        super().__init__(words, limit=limit, retry_after=retry_after)


class TooManyAnswers(TooManyRequests):
    """Too many answers to invitations from one place, or to one secret: the same words for both, and for any secret."""

    def __init__(self, limit: int, retry_after: int) -> None:
        words = f"Invitations are answered at most {limit} times a minute. Wait a moment, then send the request again."
        super().__init__(words, limit=limit, retry_after=retry_after)


class ResendLimitReached(Unprocessable):
    """An invitation is sent again three times at most (domain §3.5)."""

    code, title = "RESEND_LIMIT_REACHED", "This invitation was sent often enough"

    def __init__(self) -> None:
        super().__init__(
            f"An invitation is sent again at most {MAX_RESENDS} times. Cancel it, or let it expire, and invite anew."
        )


class TenantNotActive(Unprocessable):
    """Only an active tenant takes new members."""

    code, title = "TENANT_NOT_ACTIVE", "The tenant is not active"

    def __init__(self) -> None:
        super().__init__("New members need an ACTIVE tenant. Follow the tenant's links to see what makes it active.")


class InvalidAddress(InvalidRequest):
    """Not one plain mailbox."""

    def __init__(self, field: str = "email") -> None:
        message = "Send one e-mail address such as name@example.com."
        super().__init__(message, errors=[FieldError(field, "INVALID_EMAIL", message)])


class DuplicateAddress(Conflict):
    """The address stands twice in one request."""

    code, title = "DUPLICATE_ADDRESS", "This address stands twice"

    def __init__(self) -> None:
        super().__init__("This address stands earlier in the same request; it was invited there. Leave it out.")
