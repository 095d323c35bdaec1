"""What this service announces on the bus as `bbws.tenants`; consumers keep the fields they need, by version."""

from dataclasses import dataclass

from tenants.domain.tenant import Tenant, TenantEnvironment, TenantStatus

SOURCE = "bbws.tenants"
CREATED = "TENANT_CREATED"
BECAME = {TenantStatus.ACTIVE: "TENANT_ACTIVATED", TenantStatus.FAILED: "TENANT_FAILED"}


@dataclass(frozen=True, kw_only=True)
class TenantFacts:
    """A tenant as it is after the event; a copy with a higher `version` is newer."""

    tenant_id: str
    organization_name: str
    contact_email: str
    environment: TenantEnvironment
    status: TenantStatus
    slug: str
    version: int

    @classmethod
    def of(cls, tenant: Tenant) -> "TenantFacts":
        """The facts that others may know."""
        return cls(
            tenant_id=tenant.tenant_id,
            organization_name=tenant.organization_name,
            contact_email=tenant.contact_email,
            environment=tenant.environment,
            status=tenant.status,
            slug=tenant.slug,
            version=tenant.version,
        )


EVENTS = {CREATED: TenantFacts, **dict.fromkeys(BECAME.values(), TenantFacts)}
