"""Invitations on the wire, as the person with the secret sees them."""

from dataclasses import replace
from typing import Annotated, Self

from pydantic import Field, SecretStr

from chassis.access.caller import Role
from chassis.access.links import Affordance, Offer, Relations, offer
from chassis.http.envelope import Linked, Reply, Request, example
from chassis.http.field_types import Documented, EmailAddress, TenantId, Timestamp, written_line, written_text
from chassis.http.request_context import RequestContext
from invitations.domain.invitation import Invitation
from invitations.domain.lifecycle import InvitationStatus
from invitations.domain.links import ANSWER_LINKS, INVITATION_LINKS, answer_offer
from invitations.schemas.texts import FreeText

_EXAMPLE = "Zm9yLXRoZS1yZWZlcmVuY2Utb25seS1ub3QtYS1rZXk"
Token = Annotated[
    SecretStr,
    Field(min_length=1, max_length=200, description="What follows `#token=` in the link of the mail."),
    Documented(examples=[_EXAMPLE]),
]
_TENANT: tuple[Affordance, ...] = tuple(link for link in INVITATION_LINKS if link.rel == "tenant")


class TokenRequest(Request):
    """The secret of the link. It is in the body, because logs and browser histories contain paths."""

    model_config = example(token=_EXAMPLE)

    token: Token


class DeclineInvitationRequest(Request):
    """The secret of the link, and an optional reason."""

    model_config = example(token=_EXAMPLE, reason="I have changed jobs.")

    token: Token
    reason: FreeText | None = Field(default=None, description="The inviter reads it.")


class OfferedInvitationResource(Linked):
    """What the invitation offers, and the address that it was sent to."""

    relations = Relations((*ANSWER_LINKS, *_TENANT))

    organization_name: Annotated[str, written_line(100, "Acme Bakeries")]
    email: EmailAddress
    role: Role
    team_name: Annotated[str, written_line(50, "North")] | None = Field(
        description="The team that you would join; null for none."
    )
    status: InvitationStatus
    invited_by: EmailAddress
    message: Annotated[str, written_text(500, "Welcome!")] | None
    expires_at: Timestamp
    tenant_id: TenantId | None = Field(description="Null until you have accepted.")

    @classmethod
    def of(cls, invitation: Invitation, context: RequestContext) -> Self:
        """The invitation as its owner may see it."""
        accepted = invitation.status is InvitationStatus.ACCEPTED
        offered = _as_member(invitation, context) if accepted else answer_offer(invitation, context.caller)
        return cls.model_validate(
            {
                "organization_name": invitation.organization_name,
                "email": invitation.email,
                "role": invitation.role,
                "team_name": invitation.team.name if invitation.team else None,
                "status": invitation.status,
                "invited_by": invitation.inviter.email,
                "message": invitation.message,
                "expires_at": invitation.expires_at,
                "tenant_id": invitation.tenant_id if accepted else None,
                "links": offered.links,
                "unavailable": offered.unavailable,
            }
        )


class OfferedInvitationReply(Reply[OfferedInvitationResource]):
    """What the invitation offers."""


def _as_member(invitation: Invitation, context: RequestContext) -> Offer:
    """The links to the tenant, computed with the new role: the authorizer's cache lacks it for up to a minute."""
    tenant_id = invitation.tenant_id
    member = replace(context.caller, memberships={**context.caller.memberships, tenant_id: invitation.role})
    ids = {"tenant_id": tenant_id, "invitation_id": invitation.invitation_id}
    return offer(_TENANT, caller=member, tenant_id=tenant_id, ids=ids)
