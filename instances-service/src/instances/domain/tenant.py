"""The copy of a tenant that decides whether it may have an instance; fed by the tenants service's events."""

from enum import StrEnum

from chassis.runtime.records import dataclass


class TenantStatus(StrEnum):
    """As the tenants service tells it."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    FAILED = "FAILED"
    SUSPENDED = "SUSPENDED"
    PARKED = "PARKED"
    DEPROVISIONED = "DEPROVISIONED"


MAY_CREATE = frozenset({TenantStatus.PENDING, TenantStatus.ACTIVE})
MAY_RETRY = MAY_CREATE | {TenantStatus.FAILED}


@dataclass(frozen=True, kw_only=True)
class Tenant:
    """What we keep of a tenant; a copy with a higher `version` is newer."""

    tenant_id: str
    organization_name: str
    contact_email: str
    environment: str
    status: TenantStatus
    slug: str
    version: int
