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
        details: what was said with it: a reason, the words of the request.
        resource_type: what was acted on, e.g. `TENANT`, `DIVISION`, `USER`; `resource_id` which one.
        before: the fields that changed, as they were; empty for something new.
        after: the same fields as they are now; empty for something that is gone.
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
    """The fields of two records of the same thing that differ, as they were and as they are; book-keeping left out."""
    names = [name for name in {**before, **after} if name not in _UNTOLD and before.get(name) != after.get(name)]
    return (
        {name: before[name] for name in names if name in before},
        {name: after[name] for name in names if name in after},
    )
