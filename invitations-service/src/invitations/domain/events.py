"""Notices for people (notifications topic) and events for services (event bus, source `bbws.invitations`)."""

from chassis.access.caller import Role
from chassis.runtime.records import dataclass

SOURCE = "bbws.invitations"
SENT = "INVITATION_SENT"
DECLINED = "INVITATION_DECLINED"
ACCEPTED = "INVITATION_ACCEPTED"


@dataclass(frozen=True, kw_only=True)
class InvitationEmail:
    """The data of the e-mail to the invited person.

    Attributes:
        recipient: the invited address.
        sealed_token: the secret of the link, encrypted for the mailer (`chassis.http.sealing`).
    """

    tenant_id: str
    invitation_id: str
    recipient: str
    organization_name: str
    role: Role
    invited_by: str
    expires_at: str
    sealed_token: str
    message: str | None = None
    team_name: str | None = None


@dataclass(frozen=True, kw_only=True)
class DeclineEmail:
    """The data of the e-mail to the inviter (BR-INV-004)."""

    tenant_id: str
    invitation_id: str
    recipient: str
    organization_name: str
    declined_by: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """The person who became a member by accepting."""

    tenant_id: str
    invitation_id: str
    user_id: str
    email: str
    role: Role
    team_id: str | None = None


EVENTS = {SENT: InvitationEmail, DECLINED: DeclineEmail, ACCEPTED: NewMember}
