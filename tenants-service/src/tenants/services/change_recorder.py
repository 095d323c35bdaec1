"""Builds the writes that record a change: an audit entry and, for the tenant itself, an event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chassis.dynamodb.items import to_item
from chassis.dynamodb.writes import Put
from chassis.http.request_context import RequestContext
from chassis.messaging.envelopes import Event
from chassis.messaging.outbox import Outbox
from chassis.runtime.clock import iso
from chassis.runtime.ids import new_id
from chassis.runtime.records import dataclass
from tenants.dao import keys
from tenants.dao.audit_dao import AuditDAO
from tenants.domain.audit import AuditEvent, difference
from tenants.domain.events import OF_MEMBER, SOURCE, MemberFacts, TenantFacts
from tenants.domain.membership import Membership
from tenants.domain.tenant import Tenant


@dataclass(frozen=True, kw_only=True)
class AuditContext:
    """Who made a change, and why.

    Attributes:
        entry: the type of the audit entry.
        actor: the person or system that made the change.
        reason: the reason that the actor gave.
        details: additional data for the audit trail.
    """

    entry: str
    actor: str
    correlation_id: str
    reason: str | None = None
    details: Mapping[str, Any] | None = None

    @classmethod
    def of(
        cls, context: RequestContext, entry: str, reason: str | None = None, details: Mapping[str, Any] | None = None
    ) -> "AuditContext":
        """The audit context of the caller of `context`."""
        return cls(
            entry=entry, actor=context.caller.email, correlation_id=context.trace_id, reason=reason, details=details
        )

    @property
    def details_with_reason(self) -> dict[str, Any]:
        """The details, including the reason."""
        return {**(self.details or {}), **({"reason": self.reason} if self.reason else {})}


class ChangeRecorder:
    """Builds the transaction writes of audit entries and events."""

    def __init__(self, audit: AuditDAO, outbox: Outbox) -> None:
        self.audit, self.outbox = audit, outbox

    def tenant_writes(
        self, before: Tenant | None, after: Tenant, event: str, audit_context: AuditContext, now: datetime
    ) -> dict[str, Put]:
        """The audit entry of a tenant's change, and the event `event` with the same id."""
        event_id = new_id("evt")
        facts = to_item(TenantFacts.of(after, by=audit_context.actor, reason=audit_context.reason))
        announced = Event(event, SOURCE, after.tenant_id, facts, audit_context.correlation_id, event_id, iso(now))
        partition = keys.tenant_partition(after.tenant_id)
        was, became = to_item(before) if before else {}, to_item(after)
        entry = self.audit_write(
            after.tenant_id, ("TENANT", after.tenant_id), was, became, audit_context, now, event_id
        )
        return {"audit": entry, "event": self.outbox.event(partition, announced, now)}

    def member_writes(self, member: Membership, audit_context: AuditContext, now: datetime) -> dict[str, Put]:
        """The event of a change of a membership; none for a change that no other service needs."""
        if audit_context.entry not in OF_MEMBER:
            return {}
        facts = MemberFacts(
            tenant_id=member.tenant_id,
            user_id=member.user_id,
            role=member.role,
            active=member.active,
            by=audit_context.actor,
        )
        name, event_id = OF_MEMBER[audit_context.entry], new_id("evt")
        event = Event(name, SOURCE, member.tenant_id, to_item(facts), audit_context.correlation_id, event_id, iso(now))
        return {"event": self.outbox.event(keys.tenant_partition(member.tenant_id), event, now)}

    def audit_write(
        self,
        tenant_id: str,
        resource: tuple[str, str],
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        audit_context: AuditContext,
        now: datetime,
        event_id: str | None = None,
    ) -> Put:
        """One audit entry: `resource` is a type and an id, `before` and `after` are its records."""
        was, became = difference(before, after)
        recorded = AuditEvent(
            tenant_id=tenant_id,
            event_id=event_id or new_id("evt"),
            event_type=audit_context.entry,
            timestamp=iso(now),
            actor=audit_context.actor,
            details=audit_context.details_with_reason,
            resource_type=resource[0],
            resource_id=resource[1],
            before=was,
            after=became,
            correlation_id=audit_context.correlation_id,
        )
        return self.audit.event_write(recorded, now)
