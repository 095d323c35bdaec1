"""New members on the wire."""

from typing import Annotated, Self

from pydantic import Field

from chassis.access.caller import Role
from chassis.access.links import Relations, offer
from chassis.http.envelope import Linked, Reply, Request, example
from chassis.http.field_types import Actor, EmailAddress, TenantId, Timestamp, UserId, items, line
from chassis.http.given_ids import GivenUserId
from chassis.http.request_context import RequestContext
from chassis.http.text_types import Email
from invitations.domain.links import MEMBER_LINKS
from invitations.schemas.invitation import TenantRole
from invitations.services.assignment_service import Assignment

_ELSEWHERE = "This person is a member of other tenants too."


class AssignUserRequest(Request):
    """The person and their new role."""

    model_config = example(email="jo@example.com", role="tenant_operator")

    email: Email = Field(examples=["jo@example.com"])
    role: TenantRole = Field(description="Not above your own.")
    user_id: GivenUserId | None = Field(
        default=None, description="To be sure: refused when the address is another's, or you may not see the person."
    )


class AssignedMemberResource(Linked):
    """A new member."""

    relations = Relations(MEMBER_LINKS)

    tenant_id: TenantId
    user_id: UserId
    email: EmailAddress
    role: Role
    assigned_at: Timestamp
    assigned_by: Actor
    warnings: Annotated[list[Annotated[str, line(200, _ELSEWHERE)]], items(10)] = Field(
        description="What you may want to know; it has happened all the same."
    )

    @classmethod
    def of(cls, made: Assignment, context: RequestContext) -> Self:
        """The new member as the caller may see them."""
        member = made.member
        ids = {"tenant_id": member.tenant_id, "user_id": member.user_id}
        offered = offer(MEMBER_LINKS, caller=context.caller, tenant_id=member.tenant_id, ids=ids)
        warnings = [_ELSEWHERE] if made.elsewhere else []
        return cls.model_validate({**vars(member), "warnings": warnings, "links": offered.links})


class AssignedMemberReply(Reply[AssignedMemberResource]):
    """A new member."""
