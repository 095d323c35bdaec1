"""The lifecycle of a tenant (domain §3.1 with decisions 6 and 7 of its conflict register).

Suspended tenants cannot be parked (BR-PARK-001, BR-STATUS-008). DEPROVISIONED is final (BR-STATUS-003).
A tenant that is ACTIVE, and so has running resources, or never was ACTIVE, can only be deprovisioned by force.
`update` and `manage` change what belongs to a tenant, not its status; people and hierarchy need an ACTIVE tenant.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from chassis.lifecycle import Lifecycle, LifecycleWords
from tenants.domain.tenant import Tenant
from tenants.domain.tenant import TenantStatus as Status


class TenantAction(StrEnum):
    """Actions of a tenant's instance (activate, fail) and of people (all others)."""

    ACTIVATE = "activate"
    FAIL = "fail"
    RETRY = "retry"
    SUSPEND = "suspend"
    RESUME = "resume"
    PARK = "park"
    UNPARK = "unpark"
    DEPROVISION = "deprovision"
    FORCE_DEPROVISION = "force_deprovision"
    UPDATE = "update"
    MANAGE = "manage"


_WORDS = LifecycleWords(
    states={
        Status.PENDING: "a tenant that has no running instance yet",
        Status.FAILED: "a tenant whose instance failed",
        Status.ACTIVE: "an active tenant",
        Status.SUSPENDED: "a suspended tenant",
        Status.PARKED: "a parked tenant",
        Status.DEPROVISIONED: "a deleted tenant",
    },
    actions={
        TenantAction.ACTIVATE: "create an instance for {it}",
        TenantAction.FAIL: "mark {it} as failed",
        TenantAction.RETRY: "retry {it}",
        TenantAction.SUSPEND: "suspend {it}",
        TenantAction.RESUME: "resume {it}",
        TenantAction.PARK: "park {it}",
        TenantAction.UNPARK: "unpark {it}",
        TenantAction.DEPROVISION: "delete {it}",
        TenantAction.FORCE_DEPROVISION: "delete {it} at once with force=true",
        TenantAction.UPDATE: "change {it}",
        TenantAction.MANAGE: "manage people and teams of {it}",
    },
    by_people=(
        *(TenantAction.SUSPEND, TenantAction.PARK, TenantAction.RESUME, TenantAction.UNPARK),
        *(TenantAction.RETRY, TenantAction.FORCE_DEPROVISION),
    ),
    advice={
        Status.PENDING: "Wait until its instance runs, then try again.",
        Status.FAILED: "Ask support to repair its instance, then try again.",
        Status.DEPROVISIONED: "Create a new tenant if you need one.",
    },
)
TENANT_LIFECYCLE = Lifecycle(
    {
        (Status.PENDING, TenantAction.ACTIVATE): Status.ACTIVE,
        (Status.PENDING, TenantAction.FAIL): Status.FAILED,
        (Status.PENDING, TenantAction.FORCE_DEPROVISION): Status.DEPROVISIONED,
        (Status.FAILED, TenantAction.RETRY): Status.PENDING,
        (Status.FAILED, TenantAction.FORCE_DEPROVISION): Status.DEPROVISIONED,
        (Status.ACTIVE, TenantAction.SUSPEND): Status.SUSPENDED,
        (Status.ACTIVE, TenantAction.PARK): Status.PARKED,
        (Status.ACTIVE, TenantAction.FORCE_DEPROVISION): Status.DEPROVISIONED,
        (Status.SUSPENDED, TenantAction.RESUME): Status.ACTIVE,
        (Status.SUSPENDED, TenantAction.DEPROVISION): Status.DEPROVISIONED,
        (Status.SUSPENDED, TenantAction.FORCE_DEPROVISION): Status.DEPROVISIONED,
        (Status.PARKED, TenantAction.UNPARK): Status.ACTIVE,
        (Status.PARKED, TenantAction.DEPROVISION): Status.DEPROVISIONED,
        (Status.PARKED, TenantAction.FORCE_DEPROVISION): Status.DEPROVISIONED,
        (Status.PENDING, TenantAction.UPDATE): Status.PENDING,
        (Status.FAILED, TenantAction.UPDATE): Status.FAILED,
        (Status.ACTIVE, TenantAction.UPDATE): Status.ACTIVE,
        (Status.SUSPENDED, TenantAction.UPDATE): Status.SUSPENDED,
        (Status.PARKED, TenantAction.UPDATE): Status.PARKED,
        (Status.ACTIVE, TenantAction.MANAGE): Status.ACTIVE,
    },
    _WORDS,
)

_STAMPS: Mapping[TenantAction, str] = {
    TenantAction.SUSPEND: "suspended",
    TenantAction.RESUME: "resumed",
    TenantAction.PARK: "parked",
    TenantAction.UNPARK: "unparked",
    TenantAction.DEPROVISION: "deprovisioned",
    TenantAction.FORCE_DEPROVISION: "deprovisioned",
}
_REASONS: Mapping[TenantAction, str] = {
    TenantAction.SUSPEND: "suspend_reason",
    TenantAction.PARK: "park_reason",
}


def moved(tenant: Tenant, action: TenantAction, *, by: str, at: str, reason: str | None = None) -> Tenant:
    """The tenant after `action`; records who did it, when and why.

    Raises:
        InvalidTransition: the tenant's status does not allow the action.
    """
    changed: dict[str, Any] = {}
    if action in _STAMPS:
        changed |= {f"{_STAMPS[action]}_at": at, f"{_STAMPS[action]}_by": by}
    if action in _REASONS:
        changed[_REASONS[action]] = reason
    return replace(tenant, status=TENANT_LIFECYCLE.after(tenant.status, action), **changed)
