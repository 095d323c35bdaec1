"""What a client can do with an invitation: administrators by its id, the invited person by the secret."""

from chassis.access.authorization import Relation, Rule, Rules
from chassis.access.caller import EVERYBODY, PLATFORM, Caller, Role
from chassis.access.links import Affordance, Offer, offer
from invitations.domain.address import same_mailbox
from invitations.domain.errors import ResendLimitReached
from invitations.domain.invitation import MAX_RESENDS, Invitation
from invitations.domain.lifecycle import INVITATION_LIFECYCLE, InvitationAction
from invitations.domain.permissions import RULES

ELSEWHERE: Rules = {  # rows of other services' tables, repeated here because services share no code; a test compares
    "get_tenant": Rule(Relation.TENANT, EVERYBODY),
    "get_team": Rule(Relation.TENANT, PLATFORM | {Role.TENANT_ADMIN, Role.TENANT_OPERATOR}),
}
_TENANT = "/v1.0/tenants/{tenant_id}"
_LIST = f"{_TENANT}/invitations"
_ONE = f"{_LIST}/{{invitation_id}}"

INVITATION_LINKS = (
    Affordance("self", RULES["get_invitation"], _ONE),
    Affordance("collection", RULES["list_invitations"], _LIST),
    Affordance("tenant", ELSEWHERE["get_tenant"], _TENANT),
    Affordance("resend", RULES["resend_invitation"], f"{_ONE}/resend", "POST", InvitationAction.RESEND),
    Affordance("cancel", RULES["cancel_invitation"], _ONE, "DELETE", InvitationAction.CANCEL),
)
TEAM_LINKS = (
    Affordance(
        "team",
        ELSEWHERE["get_team"],
        f"{_TENANT}/divisions/{{division_id}}/groups/{{group_id}}/teams/{{team_id}}",
    ),
)
LIST_LINKS = (
    Affordance("create", RULES["create_invitation"], _LIST, "POST"),
    Affordance("create_many", RULES["create_invitations"], f"{_LIST}/bulk", "POST"),
    Affordance("tenant", ELSEWHERE["get_tenant"], _TENANT),
)
ANSWER_LINKS = (
    Affordance("accept", RULES["accept_invitation"], "/v1.0/invitations/accept", "POST", InvitationAction.ACCEPT),
    Affordance("decline", RULES["decline_invitation"], "/v1.0/invitations/decline", "POST", InvitationAction.DECLINE),
)
_OTHER_ADDRESS = {
    "code": "EMAIL_MISMATCH",
    "reason": "Somebody sent this invitation to another e-mail address than yours.",
    "unlock": "Sign in with the address that received the mail.",
}


def invitation_offer(invitation: Invitation, caller: Caller) -> Offer:
    """What an administrator may do with it now: role × state, and what is left of three resends."""
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
    """What the person who holds the secret may do with it now."""
    offered = offer(
        ANSWER_LINKS, caller=caller, tenant_id=None, ids={}, lifecycle=INVITATION_LIFECYCLE, state=invitation.status
    )
    if "accept" in offered.links and not same_mailbox(caller.email, invitation.email):
        return _withheld(offered, "accept", _OTHER_ADDRESS)
    return offered


def _withheld(offered: Offer, rel: str, why: dict[str, str]) -> Offer:
    links = {name: link for name, link in offered.links.items() if name != rel}
    return Offer(links, {**offered.unavailable, rel: why})
