"""An invitation: the offer of a role in a tenant to whoever owns an e-mail address."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Self

from chassis.access.caller import PLATFORM, Role
from chassis.runtime.clock import iso
from chassis.runtime.records import dataclass
from invitations.domain.lifecycle import INVITATION_LIFECYCLE, InvitationAction, InvitationStatus

LIFE = timedelta(days=7)
MAX_RESENDS = 3
MESSAGE_LENGTH = 500
REASON_LENGTH = 500


@dataclass(frozen=True, kw_only=True)
class NewInvitation:
    """The content of an invitation request; `team_id` is the team that the person will join."""

    email: str
    role: Role
    message: str | None = None
    team_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Team:
    """A team of the tenant: `place` is its path of ids, joined by `#`; `name` is a copy from the time of inviting."""

    place: str
    name: str

    @property
    def team_id(self) -> str:
        """The team's id: the last of its path."""
        return self.place.rpartition("#")[2]


@dataclass(frozen=True, kw_only=True)
class Inviter:
    """The sender of an invitation; it becomes void when they lose the right to give the role.

    Attributes:
        role: the role that gives them the right to invite.
    """

    user_id: str
    email: str
    role: Role

    @property
    def is_staff(self) -> bool:
        """Whether the person invites as platform staff."""
        return self.role in PLATFORM


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """The record (domain §1.5); times are ISO-8601, people are e-mail addresses.

    Attributes:
        email: normalized by `chassis.email_address`.
        organization_name: the tenant's name when the invitation was sent.
        inviter: the person who sent it last.
        team: the team that the person will join; None for no team, or when the team was deleted.
        token_hash: SHA-256 of the secret in the e-mail; None after the invitation has ended.
        version: the number of writes, for optimistic locking.
    """

    invitation_id: str
    tenant_id: str
    email: str
    role: Role
    status: InvitationStatus
    organization_name: str
    inviter: Inviter
    created_at: str
    created_by: str
    updated_at: str
    updated_by: str
    expires_at: str
    team: Team | None = None
    token_hash: str | None = None
    message: str | None = None
    resend_count: int = 0
    last_resent_at: str | None = None
    accepted_at: str | None = None
    accepted_by_user_id: str | None = None
    declined_at: str | None = None
    decline_reason: str | None = None
    version: int = 1

    def as_of(self, now: datetime) -> Self:
        """The invitation at `now`: EXPIRED when its time is over, even if the stored status is still PENDING."""
        lapsed = self.status is InvitationStatus.PENDING and self.expires_at <= iso(now)
        return replace(self, status=InvitationStatus.EXPIRED) if lapsed else self

    def sent_again(self, inviter: Inviter, organization_name: str, token_hash: str, now: datetime) -> Self:
        """Return the invitation with a new secret and seven more days; the old secret stops working.

        Raises:
            InvalidTransition: the invitation has ended, but not by expiry.
        """
        status = INVITATION_LIFECYCLE.after(self.as_of(now).status, InvitationAction.RESEND)
        return replace(
            self,
            status=status,
            inviter=inviter,
            organization_name=organization_name,
            token_hash=token_hash,
            expires_at=iso(now + LIFE),
            resend_count=self.resend_count + 1,
            last_resent_at=iso(now),
            updated_at=iso(now),
            updated_by=inviter.email,
            version=self.version + 1,
        )

    def ended(self, action: InvitationAction, by: str, now: datetime) -> Self:
        """Return the invitation after `action`, which ends it and deletes the hash of its secret.

        Raises:
            InvalidTransition: the present status does not allow the action.
        """
        current = self if action is InvitationAction.EXPIRE else self.as_of(now)
        return replace(
            self,
            status=INVITATION_LIFECYCLE.after(current.status, action),
            token_hash=None,
            updated_at=iso(now),
            updated_by=by,
            version=self.version + 1,
        )
