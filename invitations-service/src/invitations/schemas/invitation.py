"""Invitations on the wire, as administrators see them."""

from typing import Annotated, Literal, Self

from pydantic import Field

from chassis.access.caller import Role
from chassis.access.links import offer
from chassis.http.envelope import Linked, PageReply, Reply, Request, Wire
from chassis.http.request_context import RequestContext
from invitations.domain.invitation import MAX_RESENDS, Invitation, NewInvitation
from invitations.domain.lifecycle import InvitationStatus
from invitations.domain.links import LIST_LINKS, invitation_offer
from invitations.schemas.texts import Email, FreeText, TeamId
from invitations.services.bulk_service import Outcome

MOST_AT_ONCE = 50
TenantRole = Literal[Role.TENANT_ADMIN, Role.TENANT_OPERATOR, Role.TENANT_VIEWER]


class CreateInvitationRequest(Request):
    """Whom to invite, and to which role."""

    email: Email = Field(examples=["new.colleague@example.com"])
    role: TenantRole = Field(description="Not above your own.")
    message: FreeText | None = Field(default=None, description="A few words of yours in the mail.")
    team_id: TeamId | None = Field(default=None, description="A team of the tenant, which the person then joins too.")

    def to_domain(self) -> NewInvitation:
        """What was asked for."""
        return NewInvitation(email=self.email, role=self.role, message=self.message, team_id=self.team_id)


class CreateInvitationsRequest(Request):
    """Whom to invite, all to the same role."""

    emails: list[Annotated[str, Field(max_length=1000)]] = Field(
        min_length=1, max_length=MOST_AT_ONCE, examples=[["one@example.com", "two@example.com"]]
    )
    role: TenantRole = Field(description="Not above your own.")
    message: FreeText | None = Field(default=None, description="A few words of yours in each mail.")
    team_id: TeamId | None = Field(default=None, description="A team of the tenant, which all of them join.")

    def to_domain(self) -> NewInvitation:
        """What was asked for, but for the address."""
        return NewInvitation(email="", role=self.role, message=self.message, team_id=self.team_id)


class InviterResource(Wire):
    """In whose name the invitation stands; it is void when they lose the right to give the role."""

    user_id: str
    email: str


class InvitationResource(Linked):
    """An offer of a role in a tenant; the secret of its link is in the mail and nowhere else."""

    invitation_id: str
    tenant_id: str
    email: str
    role: Role
    status: InvitationStatus
    organization_name: str
    inviter: InviterResource
    message: str | None
    team_id: str | None = Field(description="The team that the person joins; null for none.")
    expires_at: str
    resend_count: int = Field(description=f"At most {MAX_RESENDS}.")
    last_resent_at: str | None
    accepted_at: str | None
    accepted_by_user_id: str | None
    declined_at: str | None
    decline_reason: str | None
    created_at: str
    created_by: str
    updated_at: str
    updated_by: str
    version: int

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


class RefusedResource(Wire):
    """Why one address was not invited."""

    code: str
    detail: str


class OutcomeResource(Wire):
    """What became of one address: one of `invitation` and `problem` is null."""

    email: str
    invitation: InvitationResource | None
    problem: RefusedResource | None

    @classmethod
    def of(cls, outcome: Outcome, context: RequestContext) -> Self:
        """As the request's answer tells it."""
        invitation, problem = outcome.invitation, outcome.problem
        return cls(
            email=outcome.email,
            invitation=InvitationResource.of(invitation, context) if invitation else None,
            problem=RefusedResource(code=problem.code, detail=problem.detail) if problem else None,
        )


class OutcomesResource(Wire):
    """What became of each address, in the order of the request."""

    invited: int
    refused: int
    results: list[OutcomeResource]

    @classmethod
    def of(cls, outcomes: list[Outcome], context: RequestContext) -> Self:
        """All outcomes of one request."""
        invited = sum(outcome.invitation is not None for outcome in outcomes)
        results = [OutcomeResource.of(outcome, context) for outcome in outcomes]
        return cls(invited=invited, refused=len(outcomes) - invited, results=results)


class OutcomesReply(Reply[OutcomesResource]):
    """What became of each address."""
