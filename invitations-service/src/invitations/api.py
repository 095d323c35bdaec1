"""The acts of the invitations API, one per route; a handler is imported at its first request."""

from chassis.http.api import Api
from chassis.http.routes import act, health
from invitations.domain.permissions import RULES

_INVITATIONS = "/v1.0/tenants/{tenant_id}/invitations"
_INVITATION = f"{_INVITATIONS}/{{invitation_id}}"

api = Api(
    "invitations",
    {
        "POST /v1.0/tenants/{tenant_id}/users": act(
            "invitations.handlers.members.assign_user", tag="users", status=201, may_be_accepted=True
        ),
        f"POST {_INVITATIONS}": act("invitations.handlers.invitations.create_invitation", status=201),
        f"POST {_INVITATIONS}/bulk": act("invitations.handlers.invitations.create_invitations"),
        f"GET {_INVITATIONS}": act("invitations.handlers.invitations.list_invitations"),
        f"GET {_INVITATION}": act("invitations.handlers.invitations.get_invitation"),
        f"DELETE {_INVITATION}": act("invitations.handlers.invitations.cancel_invitation"),
        f"POST {_INVITATION}/resend": act("invitations.handlers.invitations.resend_invitation"),
        "POST /v1.0/invitations/lookup": act("invitations.handlers.answers.lookup_invitation"),
        "POST /v1.0/invitations/accept": act("invitations.handlers.answers.accept_invitation"),
        "POST /v1.0/invitations/decline": act("invitations.handlers.answers.decline_invitation"),
        **health("invitations"),
    },
    RULES,
)
