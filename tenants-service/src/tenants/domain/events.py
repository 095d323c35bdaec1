"""Events of this service on the bus (source `bbws.tenants`); consumers store the fields they need, by version."""

from collections.abc import Mapping

from chassis.access.caller import Role
from chassis.runtime.records import dataclass
from tenants.domain.lifecycle import TenantAction
from tenants.domain.tenant import Tenant, TenantEnvironment, TenantStatus

SOURCE = "bbws.tenants"
CREATED = "TENANT_CREATED"
UPDATED = "TENANT_UPDATED"
BECAME = {TenantStatus.ACTIVE: "TENANT_ACTIVATED", TenantStatus.FAILED: "TENANT_FAILED"}
AFTER: Mapping[TenantAction, str] = {  # action of a person → event
    TenantAction.UPDATE: UPDATED,
    TenantAction.RETRY: UPDATED,
    TenantAction.SUSPEND: "TENANT_SUSPENDED",
    TenantAction.RESUME: "TENANT_RESUMED",
    TenantAction.PARK: "TENANT_PARKED",
    TenantAction.UNPARK: "TENANT_UNPARKED",
    TenantAction.DEPROVISION: "TENANT_DEPROVISIONED",
    TenantAction.FORCE_DEPROVISION: "TENANT_DEPROVISIONED",
}

OF_MEMBER: Mapping[str, str] = {  # audit entry → event
    "ROLE_CHANGED": "MEMBER_ROLE_CHANGED",
    "USER_REMOVED": "MEMBER_REMOVED",
}


@dataclass(frozen=True, kw_only=True)
class TenantFacts:
    """A tenant as it is after the event; a copy with a higher `version` is newer.

    Attributes:
        reason: the reason that a person gave, if the event has one.
        by: who or what caused the event.
    """

    tenant_id: str
    organization_name: str
    contact_email: str
    environment: TenantEnvironment
    status: TenantStatus
    slug: str
    version: int
    reason: str | None = None
    by: str | None = None

    @classmethod
    def of(cls, tenant: Tenant, *, by: str, reason: str | None = None) -> "TenantFacts":
        """The facts of a tenant that other services may read."""
        return cls(
            tenant_id=tenant.tenant_id,
            organization_name=tenant.organization_name,
            contact_email=tenant.contact_email,
            environment=tenant.environment,
            status=tenant.status,
            slug=tenant.slug,
            version=tenant.version,
            reason=reason,
            by=by,
        )


@dataclass(frozen=True, kw_only=True)
class MemberFacts:
    """A person's membership in a tenant after the event.

    Attributes:
        active: False when they are no longer a member.
        by: who caused the event.
    """

    tenant_id: str
    user_id: str
    role: Role
    active: bool
    by: str


EVENTS = {
    CREATED: TenantFacts,
    **dict.fromkeys(OF_MEMBER.values(), MemberFacts),
    **dict.fromkeys([*BECAME.values(), *AFTER.values()], TenantFacts),
}
