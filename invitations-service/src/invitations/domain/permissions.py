"""Who may do what with invitations: one row per act."""

from chassis.access.authorization import Relation, Rule, Rules
from chassis.access.caller import PLATFORM, Role
from invitations.domain.ranks import INVITERS

_READERS = PLATFORM | {Role.TENANT_ADMIN}

RULES: Rules = {
    "assign_user": Rule(Relation.TENANT, INVITERS, audited=("email", "userId", "role")),
    "create_invitation": Rule(Relation.TENANT, INVITERS, audited=("email", "role")),
    "create_invitations": Rule(Relation.TENANT, INVITERS, audited=("email", "role")),
    "list_invitations": Rule(Relation.TENANT, _READERS),
    "get_invitation": Rule(Relation.TENANT, _READERS),
    "cancel_invitation": Rule(Relation.TENANT, INVITERS),
    "resend_invitation": Rule(Relation.TENANT, INVITERS),
    "lookup_invitation": Rule(Relation.PUBLIC),
    "accept_invitation": Rule(Relation.SIGNED_IN),
    "decline_invitation": Rule(Relation.PUBLIC),
    "get_invitations_health": Rule(Relation.PUBLIC),
}
