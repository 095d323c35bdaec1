"""Entries of invitations in the tenant's audit trail, in the format that the tenants service reads."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chassis.dynamodb.items import to_item
from chassis.dynamodb.writes import Put
from chassis.runtime.clock import iso
from chassis.runtime.ids import new_id
from invitations.dao import keys
from invitations.domain.invitation import Invitation
from invitations.domain.member import Member

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
        extra = {"teamId": after.team.team_id if after.team else None, "reason": reason}
        changed = {
            "eventType": entry,
            "actor": actor,
            "details": {"email": after.email, "role": after.role.value} | {k: v for k, v in extra.items() if v},
            "resourceType": "INVITATION",
            "resourceId": after.invitation_id,
            "before": {"status": before.status.value} if before else {},
            "after": {"status": after.status.value, "expiresAt": after.expires_at},
        }
        return self._entry(after.tenant_id, changed, trace_id, now)

    def member_write(self, member: Member, *, actor: str, trace_id: str, now: datetime) -> Put:
        """Build the entry of a new member; `actor` added them."""
        changed = {
            "eventType": "USER_ASSIGNED",
            "actor": actor,
            "details": {},
            "resourceType": "USER",
            "resourceId": member.user_id,
            "before": {},
            "after": to_item(member),
        }
        return self._entry(member.tenant_id, changed, trace_id, now)

    def _entry(self, tenant_id: str, changed: Mapping[str, Any], trace_id: str, now: datetime) -> Put:
        event_id = new_id("evt")
        item = {
            "entityType": "AUDIT",
            "tenantId": tenant_id,
            "eventId": event_id,
            "timestamp": iso(now),
            "correlationId": trace_id,
            "expiresAtEpoch": int((now + KEPT).timestamp()),
        }
        return Put(self.table, keys.audit_event(tenant_id, iso(now), event_id) | item | dict(changed))
