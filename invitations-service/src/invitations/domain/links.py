"""Links of an invitation: administrators use its id, the invited person uses its secret."""

from chassis.access.caller import Caller
from chassis.access.links import Affordance, Offer, offer
from chassis.email_address import same_address
from invitations.domain.errors import ResendLimitReached
from invitations.domain.invitation import MAX_RESENDS, Invitation
from invitations.domain.lifecycle import INVITATION_LIFECYCLE, InvitationAction

INVITATION_LINKS = (
    Affordance("self", "get_invitation"),
    Affordance("collection", "list_invitations"),
    Affordance("tenant", "get_tenant"),
    Affordance("resend", "resend_invitation", InvitationAction.RESEND),
    Affordance("cancel", "cancel_invitation", InvitationAction.CANCEL),
)
TEAM_LINKS = (Affordance("team", "get_team"),)
LIST_LINKS = (
    Affordance("create", "create_invitation"),
    Affordance("create_many", "create_invitations"),
    Affordance("tenant", "get_tenant"),
)
MEMBER_LINKS = (
    Affordance("self", "get_tenant_user"),
    Affordance("collection", "list_users"),
    Affordance("user", "get_user"),
    Affordance("tenants", "list_user_tenants"),
)
ANSWER_LINKS = (
    Affordance("accept", "accept_invitation", InvitationAction.ACCEPT),
    Affordance("decline", "decline_invitation", InvitationAction.DECLINE),
)
_OTHER_ADDRESS = {
    "code": "EMAIL_MISMATCH",
    "reason": "Somebody sent this invitation to another e-mail address than yours.",
    "unlock": "Sign in with the address that received the mail.",
}


def invitation_offer(invitation: Invitation, caller: Caller) -> Offer:
    """What an administrator may do with it now: depends on role, status, and how many of three resends are left."""
    ids = {"tenant_id": invitation.tenant_id, "invitation_id": invitation.invitation_id}
    if invitation.team:
        ids |= dict(zip(("division_id", "group_id", "team_id"), invitation.team.place.split("#"), strict=True))
    offered = offer(
        INVITATION_LINKS + (TEAM_LINKS if invitation.team else ()),
        caller=caller,
        tenant_id=invitation.tenant_id,
        ids=ids,
        lifecycle=INVITATION_LIFECYCLE,
        state=invitation.status,
    )
    if invitation.resend_count < MAX_RESENDS or "resend" not in offered.links:
        return offered
    why = ResendLimitReached()
    return _withheld(offered, "resend", {"code": why.code, "reason": why.title + ".", "unlock": why.detail})


def answer_offer(invitation: Invitation, caller: Caller) -> Offer:
    """What the person with the secret may do with it now."""
    offered = offer(
        ANSWER_LINKS, caller=caller, tenant_id=None, ids={}, lifecycle=INVITATION_LIFECYCLE, state=invitation.status
    )
    if "accept" in offered.links and not same_address(caller.email, invitation.email):
        return _withheld(offered, "accept", _OTHER_ADDRESS)
    return offered


def _withheld(offered: Offer, rel: str, why: dict[str, str]) -> Offer:
    links = {name: link for name, link in offered.links.items() if name != rel}
    return Offer(links, {**offered.unavailable, rel: why})
