"""Handler that adds a person to a tenant."""

from chassis.access.acts import href
from chassis.access.authorization import TenantNotFound
from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.request_context import RequestContext
from chassis.http.responses import Response, created, queued
from chassis.http.routes import problems
from invitations.domain.errors import (
    AlreadyMember,
    DailyLimitReached,
    InvitationExists,
    QuotaExceeded,
    RoleTooHigh,
    TenantNotActive,
    UserNotFound,
)
from invitations.domain.invitation import Invitation
from invitations.handlers.params import Assignments
from invitations.schemas.invitation import InvitationReply, InvitationResource
from invitations.schemas.member import AssignedMemberReply, AssignedMemberResource, AssignUserRequest


@problems(
    *(TenantNotActive, AlreadyMember, InvitationExists, QuotaExceeded, DailyLimitReached, RoleTooHigh),
    *(TenantNotFound, UserNotFound, IdempotencyMismatch),
)
def assign_user(
    tenant_id: str, request: AssignUserRequest, context: RequestContext, assignments: Assignments
) -> Response[AssignedMemberReply | InvitationReply]:
    """Give a person a role in a tenant.

    201 when the person shares a tenant with you: they are a member at once. Any other address gets an invitation, and
    the answer is 202, whether the platform knows the address or not. The hosting operator's staff see everybody: for
    them the person must have signed in at least once. Each member and each live invitation takes a seat of the tier.
    """
    made = assignments.assign_user(context, tenant_id, email=request.email, user_id=request.user_id, role=request.role)
    if isinstance(made, Invitation):
        location = href("get_invitation", tenant_id=tenant_id, invitation_id=made.invitation_id)
        return queued(InvitationReply.of(InvitationResource.of(made, context), context), location)
    location = href("get_tenant_user", tenant_id=tenant_id, user_id=made.member.user_id)
    return created(AssignedMemberReply.of(AssignedMemberResource.of(made, context), context), location)
