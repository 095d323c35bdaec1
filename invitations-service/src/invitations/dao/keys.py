"""The keys of invitations in the tenants table; each begins with its tenant or names a global guard (ADR 0013)."""

from invitations.domain.invitation import Invitation
from invitations.domain.lifecycle import InvitationStatus

LIVE = "INVITATIONS#LIVE"
STAFF = "PLATFORM"
MEMBER_PREFIX = "USER#"


def tenant_partition(tenant_id: str) -> str:
    """PK of everything that belongs to one tenant."""
    return f"TENANT#{tenant_id}"


def user_partition(user_id: str) -> str:
    """GSI1PK of one person's roles."""
    return f"USER#{user_id}"


def email_partition(email: str) -> str:
    """GSI4PK of the person who signs in with an address."""
    return f"EMAIL#{email}"


def token_partition(token_hash: str) -> str:
    """Global: GSI1PK of the invitation of a secret; PK of idempotency records of requests with that secret."""
    return f"INVTOKEN#{token_hash}"


def invitation(tenant_id: str, invitation_id: str) -> dict[str, str]:
    """One invitation."""
    return {"PK": tenant_partition(tenant_id), "SK": f"INVITATION#{invitation_id}"}


def listed(record: Invitation) -> dict[str, str]:
    """The index keys of an invitation.

    GSI2 lists a tenant's invitations by age, GSI3 those of one status. While the invitation is live, GSI1 finds it by
    its secret and GSI4 by its end.
    """
    age = f"{record.created_at}#{record.invitation_id}"
    always = {
        "GSI2PK": list_partition(record.tenant_id),
        "GSI2SK": age,
        "GSI3PK": status_partition(record.tenant_id, record.status),
        "GSI3SK": age,
    }
    if record.token_hash is None:
        return always
    token = {"GSI1PK": token_partition(record.token_hash), "GSI1SK": "INVITATION"}
    return always | token | {"GSI4PK": LIVE, "GSI4SK": f"{record.expires_at}#{record.invitation_id}"}


def list_partition(tenant_id: str) -> str:
    """GSI2PK."""
    return f"{tenant_partition(tenant_id)}#INVITATIONS"


def status_partition(tenant_id: str, status: InvitationStatus) -> str:
    """GSI3PK."""
    return f"{tenant_partition(tenant_id)}#INVITATIONS#{status}"


def address(tenant_id: str, email: str) -> dict[str, str]:
    """The guard: at most one live invitation per tenant and address."""
    return {"PK": tenant_partition(tenant_id), "SK": f"INVITED#{email}"}


def invited_partition(email: str) -> str:
    """Global: GSI1PK of the guards of an address in all tenants."""
    return f"INVITED#{email}"


def listed_address(record: Invitation) -> dict[str, str]:
    """The index keys of the guard of an address; GSI1 lists the invitations to it by their end."""
    return {"GSI1PK": invited_partition(record.email), "GSI1SK": f"{record.expires_at}#{record.tenant_id}"}


def daily_emails(tenant_id: str, day: str) -> dict[str, str]:
    """The number of invitations that the tenant has sent on that day."""
    return {"PK": tenant_partition(tenant_id), "SK": f"DAILY_EMAILS#{day}"}


def attempts(subject: str, minute: str) -> dict[str, str]:
    """Global: the number of answers from one source address, or to one secret, in that minute."""
    return {"PK": f"ATTEMPTS#{subject}", "SK": minute}


def team_partition(tenant_id: str, team_id: str) -> str:
    """GSI4PK of one team; needs only the team's id."""
    return f"{tenant_partition(tenant_id)}#TEAM#{team_id}"


def team(tenant_id: str, place: str) -> dict[str, str]:
    """One team, by the ids of its path: division, group, team."""
    return {"PK": tenant_partition(tenant_id), "SK": f"HIERARCHY#{place}"}


def team_member(tenant_id: str, team_id: str, user_id: str) -> dict[str, str]:
    """One person in one team."""
    return {"PK": tenant_partition(tenant_id), "SK": f"TEAM#{team_id}#USER#{user_id}"}


def seats(tenant_id: str) -> dict[str, str]:
    """The number of seats that members and live invitations take, and the tenant's tier."""
    return {"PK": tenant_partition(tenant_id), "SK": "SEATS"}


def tenant(tenant_id: str) -> dict[str, str]:
    """The tenant's own record, which the tenants service writes."""
    return {"PK": tenant_partition(tenant_id), "SK": "METADATA"}


def member(tenant_id: str, user_id: str) -> dict[str, str]:
    """One person's role in one tenant; GSI1 lists a person's roles."""
    own = {"PK": tenant_partition(tenant_id), "SK": f"{MEMBER_PREFIX}{user_id}"}
    return own | {"GSI1PK": user_partition(user_id), "GSI1SK": tenant_partition(tenant_id)}


def admin_counter(tenant_id: str) -> dict[str, str]:
    """The number of active administrators; the tenants service never removes the last one."""
    return {"PK": tenant_partition(tenant_id), "SK": "ADMINS"}


def role_holder(tenant_id: str, user_id: str, *, staff: bool) -> dict[str, str]:
    """The record of a person's role: as platform staff, or in the tenant."""
    return {"PK": STAFF if staff else tenant_partition(tenant_id), "SK": f"{MEMBER_PREFIX}{user_id}"}


def audit_event(tenant_id: str, timestamp: str, event_id: str) -> dict[str, str]:
    """One entry of a tenant's audit trail, by time."""
    return {"PK": tenant_partition(tenant_id), "SK": f"EVENT#{timestamp}#{event_id}"}
