"""Invitations on the wire, as administrators see them."""

from typing import Annotated, Literal, Self

from pydantic import Field

from chassis.access.caller import Role
from chassis.access.links import Relations, offer
from chassis.http.envelope import PAGE_LINKS, Linked, PageReply, Reply, Request, Wire, example
from chassis.http.field_types import (
    Actor,
    Code,
    EmailAddress,
    TenantId,
    Timestamp,
    UserId,
    Version,
    identifier,
    items,
    line,
    text,
    whole,
    written_line,
    written_text,
)
from chassis.http.request_context import RequestContext
from chassis.http.text_types import Email
from invitations.domain.invitation import MAX_RESENDS, Invitation, NewInvitation
from invitations.domain.lifecycle import InvitationStatus
from invitations.domain.links import INVITATION_LINKS, LIST_LINKS, TEAM_LINKS, invitation_offer
from invitations.schemas.texts import FreeText, TeamId
from invitations.services.bulk_service import Outcome

MOST_AT_ONCE = 50
TenantRole = Literal[Role.TENANT_ADMIN, Role.TENANT_OPERATOR, Role.TENANT_VIEWER]


class CreateInvitationRequest(Request):
    """The person to invite, and their role."""

    model_config = example(email="new.colleague@example.com", role="tenant_viewer", message="Welcome!")

    email: Email = Field(examples=["new.colleague@example.com"])
    role: TenantRole = Field(description="Not above your own.")
    message: FreeText | None = Field(default=None, description="A few words of yours in the mail.")
    team_id: TeamId | None = Field(default=None, description="A team of the tenant, which the person then joins too.")

    def to_domain(self) -> NewInvitation:
        """The request as a domain object."""
        return NewInvitation(email=self.email, role=self.role, message=self.message, team_id=self.team_id)


class CreateInvitationsRequest(Request):
    """The people to invite, all to the same role."""

    model_config = example(emails=["one@example.com", "two@example.com"], role="tenant_viewer")

    emails: list[Annotated[str, Field(max_length=1000), line(1000, "one@example.com")]] = Field(
        min_length=1, max_length=MOST_AT_ONCE, examples=[["one@example.com", "two@example.com"]]
    )
    role: TenantRole = Field(description="Not above your own.")
    message: FreeText | None = Field(default=None, description="A few words of yours in each mail.")
    team_id: TeamId | None = Field(default=None, description="A team of the tenant, which all of them join.")

    def to_domain(self) -> NewInvitation:
        """The request as a domain object, without an address."""
        return NewInvitation(email="", role=self.role, message=self.message, team_id=self.team_id)


class InviterResource(Wire):
    """The sender of an invitation; it becomes void when they lose the right to give the role."""

    user_id: UserId
    email: EmailAddress


class InvitationResource(Linked):
    """An offer of a role in a tenant; only the e-mail contains the secret of its link."""

    relations = Relations((*INVITATION_LINKS, *TEAM_LINKS))

    invitation_id: Annotated[str, identifier("inv")]
    tenant_id: TenantId
    email: EmailAddress
    role: Role
    status: InvitationStatus
    organization_name: Annotated[str, written_line(100, "Acme Bakeries")]
    inviter: InviterResource
    message: Annotated[str, written_text(500, "Welcome!")] | None
    team_id: Annotated[str, identifier("team")] | None = Field(
        description="The team that the person joins; null for none."
    )
    expires_at: Timestamp
    resend_count: Annotated[int, whole(0, MAX_RESENDS, 1)] = Field(description=f"At most {MAX_RESENDS}.")
    last_resent_at: Timestamp | None
    accepted_at: Timestamp | None
    accepted_by_user_id: UserId | None
    declined_at: Timestamp | None
    decline_reason: Annotated[str, written_text(500, "No time for it.")] | None
    created_at: Timestamp
    created_by: Actor
    updated_at: Timestamp
    updated_by: Actor
    version: Version

    @classmethod
    def of(cls, invitation: Invitation, context: RequestContext) -> Self:
        """The invitation as `call.caller` may see it."""
        offered = invitation_offer(invitation, context.caller)
        unsaid = ("inviter", "token_hash", "team")
        known = {name: value for name, value in vars(invitation).items() if name not in unsaid}
        known["team_id"] = invitation.team.team_id if invitation.team else None
        inviter = InviterResource(user_id=invitation.inviter.user_id, email=invitation.inviter.email)
        return cls.model_validate(
            {**known, "inviter": inviter, "links": offered.links, "unavailable": offered.unavailable}
        )


class InvitationReply(Reply[InvitationResource]):
    """One invitation."""


class InvitationPage(PageReply[InvitationResource]):
    """A page of invitations."""

    relations = Relations(LIST_LINKS, reads=PAGE_LINKS)

    @classmethod
    def of_tenant(
        cls,
        found: list[Invitation],
        context: RequestContext,
        tenant_id: str,
        *,
        size: int,
        cursor: str | None,
    ) -> Self:
        """The page, with what the caller may do with the list."""
        return cls.of(
            [InvitationResource.of(invitation, context) for invitation in found],
            context,
            size=size,
            cursor=cursor,
            offered=offer(LIST_LINKS, caller=context.caller, tenant_id=tenant_id, ids={"tenant_id": tenant_id}),
        )


class InvitationProblemResource(Wire):
    """Why one address was not invited."""

    code: Code
    detail: Annotated[str, text(2000, "This person is a member already.")]


class InvitationOutcomeResource(Wire):
    """The result for one address: either `invitation` or `problem` is null."""

    email: Annotated[str, line(1000, "one@acme.example")]
    invitation: InvitationResource | None
    problem: InvitationProblemResource | None

    @classmethod
    def of(cls, outcome: Outcome, context: RequestContext) -> Self:
        """Build the result from the outcome of one address."""
        invitation, problem = outcome.invitation, outcome.problem
        return cls(
            email=outcome.email,
            invitation=InvitationResource.of(invitation, context) if invitation else None,
            problem=InvitationProblemResource(code=problem.code, detail=problem.detail) if problem else None,
        )


class InvitationOutcomesResource(Wire):
    """The result per address, in the order of the request."""

    invited: Annotated[int, whole(0, MOST_AT_ONCE, 2)]
    refused: Annotated[int, whole(0, MOST_AT_ONCE, 0)]
    results: Annotated[list[InvitationOutcomeResource], items(MOST_AT_ONCE)]

    @classmethod
    def of(cls, outcomes: list[Outcome], context: RequestContext) -> Self:
        """Build the results of one request."""
        invited = sum(outcome.invitation is not None for outcome in outcomes)
        results = [InvitationOutcomeResource.of(outcome, context) for outcome in outcomes]
        return cls(invited=invited, refused=len(outcomes) - invited, results=results)


class InvitationOutcomesReply(Reply[InvitationOutcomesResource]):
    """The result per address."""
