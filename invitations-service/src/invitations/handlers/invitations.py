"""Handlers for administrators."""

from chassis.access.acts import href
from chassis.access.authorization import TenantNotFound
from chassis.errors import InvalidTransition, PreconditionFailed
from chassis.http.envelope import PageSize, StartAt
from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.paging import DEFAULT_SIZE, InvalidCursor
from chassis.http.request_context import RequestContext
from chassis.http.responses import Response, created
from chassis.http.routes import problems
from invitations.domain.errors import (
    AlreadyMember,
    DailyLimitReached,
    InvitationExists,
    InvitationNotFound,
    QuotaExceeded,
    ResendLimitReached,
    RoleTooHigh,
    TeamNotFound,
    TenantNotActive,
)
from invitations.handlers.params import Bulk, Invitations, Status
from invitations.schemas.invitation import (
    CreateInvitationRequest,
    CreateInvitationsRequest,
    InvitationOutcomesReply,
    InvitationOutcomesResource,
    InvitationPage,
    InvitationReply,
    InvitationResource,
)

_NO_PLACE = (
    *(TenantNotActive, AlreadyMember, InvitationExists, QuotaExceeded),
    *(DailyLimitReached, RoleTooHigh, TenantNotFound),
)


@problems(*_NO_PLACE, TeamNotFound, IdempotencyMismatch)
def create_invitation(
    tenant_id: str, request: CreateInvitationRequest, context: RequestContext, invitations: Invitations
) -> Response[InvitationReply]:
    """Invite a person.

    They get an e-mail with a link that works once, within seven days. Only that e-mail contains the secret
    of the link.
    """
    invitation = invitations.create_invitation(context, tenant_id, request.to_domain())
    location = href("get_invitation", tenant_id=tenant_id, invitation_id=invitation.invitation_id)
    return created(InvitationReply.of(InvitationResource.of(invitation, context), context), location)


@problems(TenantNotActive, TeamNotFound, RoleTooHigh, TenantNotFound, IdempotencyMismatch)
def create_invitations(
    tenant_id: str, request: CreateInvitationsRequest, context: RequestContext, bulk: Bulk
) -> InvitationOutcomesReply:
    """Invite up to 50 people to the same role.

    Each address is handled separately: some may be invited and others refused. The answer says which and why.
    """
    outcomes = bulk.create_invitations(context, tenant_id, request.emails, request.to_domain())
    return InvitationOutcomesReply.of(InvitationOutcomesResource.of(outcomes, context), context)


@problems(InvalidCursor)
def list_invitations(
    tenant_id: str,
    context: RequestContext,
    invitations: Invitations,
    status: Status = None,
    page_size: PageSize = DEFAULT_SIZE,
    start_at: StartAt = None,
) -> InvitationPage:
    """List the invitations of a tenant.

    The newest come first. Ended invitations are included for 90 days after their seven days.
    """
    found, cursor = invitations.list_invitations(context, tenant_id, status, size=page_size, start_at=start_at)
    return InvitationPage.of_tenant(found, context, tenant_id, size=page_size, cursor=cursor)


@problems(InvitationNotFound)
def get_invitation(
    tenant_id: str, invitation_id: str, context: RequestContext, invitations: Invitations
) -> InvitationReply:
    """Get an invitation.

    Its links are the acts that you may do next; `_unavailable` names the others and what unlocks them.
    """
    return InvitationReply.of(
        InvitationResource.of(invitations.get_invitation(tenant_id, invitation_id), context), context
    )


@problems(InvitationNotFound, InvalidTransition, PreconditionFailed, IdempotencyMismatch)
def cancel_invitation(
    tenant_id: str, invitation_id: str, context: RequestContext, invitations: Invitations
) -> InvitationReply:
    """Cancel an invitation.

    Its link stops working; the address can be invited again at once.
    """
    cancelled = invitations.cancel_invitation(context, tenant_id, invitation_id)
    return InvitationReply.of(InvitationResource.of(cancelled, context), context)


@problems(
    *(InvitationNotFound, InvalidTransition, ResendLimitReached, PreconditionFailed, IdempotencyMismatch), *_NO_PLACE
)
def resend_invitation(
    tenant_id: str, invitation_id: str, context: RequestContext, invitations: Invitations
) -> InvitationReply:
    """Send an invitation again.

    The e-mail names you as the inviter and has a new link that works for seven days; the old link stops working. You
    can send an invitation again three times, also after it has expired.
    """
    resent = invitations.resend_invitation(context, tenant_id, invitation_id)
    return InvitationReply.of(InvitationResource.of(resent, context), context)
