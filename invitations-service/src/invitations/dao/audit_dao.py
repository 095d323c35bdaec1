"""Entries of invitations in the tenant's audit trail, in the format that the tenants service reads."""

from datetime import datetime, timedelta

from chassis.dynamodb.writes import Put
from chassis.runtime.clock import iso
from chassis.runtime.ids import new_id
from invitations.dao import keys
from invitations.domain.invitation import Invitation

KEPT = timedelta(days=400)  # domain §1.10


class AuditDAO:
    """Builds the writes of audit entries, for the same transaction as the change."""

    def __init__(self, table: str) -> None:
        self.table = table

    def event_write(
        self,
        entry: str,
        before: Invitation | None,
        after: Invitation,
        *,
        actor: str,
        trace_id: str,
        now: datetime,
        reason: str | None = None,
    ) -> Put:
        """Build the entry of a change from `before` to `after` by `actor`; `entry` is e.g. `INVITATION_ACCEPTED`."""
        event_id = new_id("evt")
        extra = {"teamId": after.team.team_id if after.team else None, "reason": reason}
        item = {
            "entityType": "AUDIT",
            "tenantId": after.tenant_id,
            "eventId": event_id,
            "eventType": entry,
            "timestamp": iso(now),
            "actor": actor,
            "details": {"email": after.email, "role": after.role.value} | {k: v for k, v in extra.items() if v},
            "resourceType": "INVITATION",
            "resourceId": after.invitation_id,
            "before": {"status": before.status.value} if before else {},
            "after": {"status": after.status.value, "expiresAt": after.expires_at},
            "correlationId": trace_id,
            "expiresAtEpoch": int((now + KEPT).timestamp()),
        }
        return Put(self.table, keys.audit_event(after.tenant_id, iso(now), event_id) | item)
