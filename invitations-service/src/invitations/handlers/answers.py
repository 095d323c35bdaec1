"""Handlers for the invited person, who has the secret of the e-mail."""

from chassis.http.idempotency_key import IdempotencyMismatch
from chassis.http.request_context import RequestContext
from chassis.http.routes import problems
from invitations.domain.errors import AlreadyMember, InvitationNotUsable, TenantNotActive, TooManyAnswers
from invitations.handlers.params import Answers
from invitations.schemas.answer import (
    DeclineInvitationRequest,
    OfferedInvitationReply,
    OfferedInvitationResource,
    TokenRequest,
)


@problems(InvitationNotUsable, TooManyAnswers)
def lookup_invitation(request: TokenRequest, context: RequestContext, answers: Answers) -> OfferedInvitationReply:
    """Look at an invitation.

    Needs no sign-in and changes nothing. The secret is in the body of a POST, because paths are logged.
    """
    invitation = answers.lookup_invitation(context, request.token.get_secret_value())
    return OfferedInvitationReply.of(OfferedInvitationResource.of(invitation, context), context)


@problems(InvitationNotUsable, TooManyAnswers, AlreadyMember, TenantNotActive, IdempotencyMismatch)
def accept_invitation(request: TokenRequest, context: RequestContext, answers: Answers) -> OfferedInvitationReply:
    """Accept an invitation.

    Sign in with the address that received the e-mail. You are a member at once. For up to a minute, some requests may
    still be refused, until every part of the platform has your new role.
    """
    invitation = answers.accept_invitation(context, request.token.get_secret_value())
    return OfferedInvitationReply.of(OfferedInvitationResource.of(invitation, context), context)


@problems(InvitationNotUsable, TooManyAnswers, IdempotencyMismatch)
def decline_invitation(
    request: DeclineInvitationRequest, context: RequestContext, answers: Answers
) -> OfferedInvitationReply:
    """Decline an invitation.

    Needs no sign-in. The invitation ends for good. The inviter gets an e-mail, with your reason if you give one.
    """
    invitation = answers.decline_invitation(context, request.token.get_secret_value(), request.reason)
    return OfferedInvitationReply.of(OfferedInvitationResource.of(invitation, context), context)
