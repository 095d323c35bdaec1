"""The audit trail: who did what to a tenant, kept for 400 days (domain §1.10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

KEPT = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class AuditEvent:
    """One entry.

    Attributes:
        event_type: e.g. `TENANT_CREATED`, `STATUS_CHANGED`.
        actor: e-mail of the person, or the source of the event that caused it.
        details: what was said or changed.
    """

    tenant_id: str
    event_id: str
    event_type: str
    timestamp: str
    actor: str
    details: Mapping[str, str]
