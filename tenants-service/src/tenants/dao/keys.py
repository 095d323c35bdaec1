"""Every key of the tenants table; each begins with its tenant, its person, or names a global guard."""

from tenants.domain.tenant import Tenant, TenantEnvironment, TenantStatus, same_name

UNIQUE = "UNIQUE"
ALL_TENANTS = "TENANTS"
STAFF = "PLATFORM"


def tenant_partition(tenant_id: str) -> str:
    """PK of everything that is one tenant's."""
    return f"TENANT#{tenant_id}"


def user_partition(user_id: str) -> str:
    """PK of what is one person's own; GSI1PK of their roles."""
    return f"USER#{user_id}"


def tenant(tenant_id: str) -> dict[str, str]:
    """One tenant."""
    return {"PK": tenant_partition(tenant_id), "SK": "METADATA"}


def name_guard(organization_name: str) -> dict[str, str]:
    """Global: one tenant a name (BR-TEN-001)."""
    return {"PK": f"ORGNAME#{same_name(organization_name)}", "SK": UNIQUE}


def slug_guard(slug: str) -> dict[str, str]:
    """Global: one tenant a slug."""
    return {"PK": f"SLUG#{slug}", "SK": UNIQUE}


def listed(record: Tenant) -> dict[str, str]:
    """The index keys of a tenant: GSI2 by status and environment, GSI3 by environment, GSI4 all; each by age."""
    age = f"{record.created_at}#{record.tenant_id}"
    return {
        "GSI2PK": status_partition(record.status),
        "GSI2SK": environment_prefix(record.environment) + age,
        "GSI3PK": environment_partition(record.environment),
        "GSI3SK": age,
        "GSI4PK": ALL_TENANTS,
        "GSI4SK": age,
    }


def status_partition(status: TenantStatus) -> str:
    """GSI2PK."""
    return f"STATUS#{status}"


def environment_prefix(environment: TenantEnvironment) -> str:
    """What GSI2SK begins with."""
    return f"{environment}#"


def environment_partition(environment: TenantEnvironment) -> str:
    """GSI3PK."""
    return f"ENV#{environment}"


def member(tenant_id: str, user_id: str) -> dict[str, str]:
    """One person's role in one tenant; GSI1 lists a person's roles."""
    own = {"PK": tenant_partition(tenant_id), "SK": f"USER#{user_id}"}
    return own | {"GSI1PK": user_partition(user_id), "GSI1SK": tenant_partition(tenant_id)}


def staff_member(user_id: str) -> dict[str, str]:
    """One person's role as platform staff, beside their other roles on GSI1."""
    own = {"PK": STAFF, "SK": f"USER#{user_id}"}
    return own | {"GSI1PK": user_partition(user_id), "GSI1SK": STAFF}


def audit_event(tenant_id: str, timestamp: str, event_id: str) -> dict[str, str]:
    """One entry of a tenant's audit trail, by time."""
    return {"PK": tenant_partition(tenant_id), "SK": f"EVENT#{timestamp}#{event_id}"}
