"""Errors of invitations."""

from chassis.access.caller import Role
from chassis.errors import Conflict, FieldError, Forbidden, InvalidRequest, NotFound, TooManyRequests, Unprocessable
from invitations.domain.invitation import MAX_RESENDS


class InvitationNotFound(NotFound):
    """The invitation is unknown or belongs to another tenant; the answer is the same."""

    code, title = "INVITATION_NOT_FOUND", "Invitation not found"

    def __init__(self) -> None:
        super().__init__(
            "This tenant has no invitation with this id. Find it in GET /v1.0/tenants/{tenantId}/invitations."
        )


class SignUpRefused(Exception):
    """Nobody may make this account now; the message is for the person who tries."""


class UserNotFound(NotFound):
    """Nobody with this address has signed in, or the id is not theirs (BR-USER-001)."""

    code, title = "USER_NOT_FOUND", "User not found"

    def __init__(self) -> None:
        super().__init__(
            "No user whom you may see has this address and id. "
            "Invite them with POST /v1.0/tenants/{tenantId}/invitations instead."
        )


class InvitationNotUsable(NotFound):
    """The secret is unknown, used, withdrawn, replaced, expired, void, or another person's: same bytes (ASVS 6.3.8)."""

    code, title = "INVITATION_NOT_USABLE", "This invitation does not work"

    def __init__(self) -> None:
        super().__init__(
            "The link is incomplete, used, replaced, expired or withdrawn, or it belongs to another e-mail address. "
            "Sign in with the address that received the mail, or ask the person who invited you to send it again."
        )


class InvitationExists(Conflict):
    """The address already has a live invitation of this tenant."""

    code, title = "INVITATION_EXISTS", "This address already has an invitation"

    def __init__(self, invitation_id: str) -> None:
        message = "This address already has an open invitation. Send it again, cancel it, or wait until it expires."
        super().__init__(message, errors=[FieldError("email", self.code, message)], invitationId=invitation_id)


class AlreadyMember(Conflict):
    """The person already has a role in the tenant."""

    code, title = "ALREADY_MEMBER", "This person is already a member"

    def __init__(self) -> None:
        message = "This person is already a member of the tenant. Change their role instead."
        super().__init__(message, errors=[FieldError("email", self.code, message)])


_ROLE_NAMES = {
    Role.TENANT_ADMIN: "administrator",
    Role.TENANT_OPERATOR: "operator",
    Role.TENANT_VIEWER: "viewer",
}


class RoleTooHigh(Forbidden):
    """The role is above every role of the caller."""

    code, title = "ROLE_TOO_HIGH", "You cannot give this role"

    def __init__(self, role: Role) -> None:
        message = f"You cannot give somebody a higher role than your own. Choose a lower role than {_ROLE_NAMES[role]}."
        super().__init__(message, errors=[FieldError("role", self.code, message)])


class QuotaExceeded(Unprocessable):
    """All seats of the tier are taken."""

    code, title = "QUOTA_EXCEEDED", "Your plan has no free seat"

    def __init__(self, tier: str, limit: int) -> None:
        super().__init__(
            f"Members and open invitations take all {limit} seats of the {tier.lower()} plan. "
            "Cancel an invitation, remove a member, or ask support for a larger plan.",
            tier=tier,
            limit=limit,
        )


class TeamNotFound(Unprocessable):
    """The tenant has no such team, or it is being deleted."""

    code, title = "TEAM_NOT_FOUND", "Team not found"

    def __init__(self) -> None:
        words = (
            "This tenant has no active team with this id. Copy a teamId from GET /v1.0/tenants/{tenantId}/hierarchy, "
            "or leave it out."
        )
        super().__init__(words, errors=[FieldError("teamId", self.code, words)])


class DailyLimitReached(TooManyRequests):
    """The tenant has sent as many invitations as its tier allows per day."""

    code, title = "QUOTA_EXCEEDED_DAILY", "You have sent all invitations of today"

    def __init__(self, limit: int, retry_after: int) -> None:
        words = (
            f"This tenant has sent all {limit} invitations that its plan allows per day. Send more after midnight UTC."
        )
        super().__init__(words, limit=limit, retry_after=retry_after)


class TooManyAnswers(TooManyRequests):
    """Too many answers from one source address or to one secret; the error is the same for both and for any secret."""

    def __init__(self, limit: int, retry_after: int) -> None:
        words = f"You can answer at most {limit} invitations per minute. Wait a minute, then send the request again."
        super().__init__(words, limit=limit, retry_after=retry_after)


class ResendLimitReached(Unprocessable):
    """The invitation was already sent again three times (domain §3.5)."""

    code, title = "RESEND_LIMIT_REACHED", "You cannot send this invitation again"

    def __init__(self) -> None:
        super().__init__(
            f"You have sent this invitation again {MAX_RESENDS} times, which is the limit. "
            "Cancel it, then create a new one."
        )


class TenantNotActive(Unprocessable):
    """The tenant is not ACTIVE, so nobody can join."""

    code, title = "TENANT_NOT_ACTIVE", "The tenant is not active"

    def __init__(self) -> None:
        super().__init__("Only an active tenant can take new members. Open the tenant: it says what makes it active.")


class InvalidAddress(InvalidRequest):
    """The address is not exactly one plain mailbox."""

    def __init__(self, field: str = "email") -> None:
        message = "This is not an e-mail address. Send one such as name@example.com."
        super().__init__(message, errors=[FieldError(field, "INVALID_EMAIL", message)])


class DuplicateAddress(Conflict):
    """The address appears twice in one request."""

    code, title = "DUPLICATE_ADDRESS", "This address is in the list twice"

    def __init__(self) -> None:
        super().__init__("This address is earlier in the same list, and we have invited it. Remove the second one.")
