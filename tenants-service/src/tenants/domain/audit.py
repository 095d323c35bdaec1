"""The audit trail: who did what to a tenant, kept for 400 days (domain §1.10)."""

from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta
from typing import Any

from chassis.runtime.records import dataclass

KEPT = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class AuditEvent:
    """One entry.

    Attributes:
        event_type: e.g. `TENANT_CREATED`, `STATUS_CHANGED`.
        actor: e-mail of the person, or the source of the event that caused it.
        details: additional data, e.g. the reason or fields of the request.
        resource_type: the type of the changed resource, e.g. `TENANT`, `DIVISION`, `USER`; `resource_id` is its id.
        before: the old values of the changed fields; empty for a new resource.
        after: the new values of the same fields; empty for a deleted resource.
        correlation_id: the trace of the request or event that caused it.
    """

    tenant_id: str
    event_id: str
    event_type: str
    timestamp: str
    actor: str
    details: Mapping[str, Any]
    resource_type: str = "TENANT"
    resource_id: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    correlation_id: str = ""


_UNTOLD = {"version", "updatedAt", "updatedBy", "instanceVersion"}


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The old and new values of the fields that differ, without bookkeeping fields such as the version."""
    names = [name for name in {**before, **after} if name not in _UNTOLD and before.get(name) != after.get(name)]
    return (
        {name: before[name] for name in names if name in before},
        {name: after[name] for name in names if name in after},
    )
