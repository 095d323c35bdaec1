"""Every key of the tenants table; each begins with its tenant or its person, or is a global guard."""

from chassis.text import name_key, same_name
from tenants.domain.tenant import Tenant, TenantEnvironment, TenantStatus
from tenants.domain.unit import Level, Path, Unit

UNIQUE = "UNIQUE"
ALL_TENANTS = "TENANTS"
STAFF = "PLATFORM"
AUDIT = "EVENT#"
MEMBERS = "USER#"
PROFILE = "PROFILE"


def tenant_partition(tenant_id: str) -> str:
    """PK of everything that belongs to one tenant."""
    return f"TENANT#{tenant_id}"


def user_partition(user_id: str) -> str:
    """PK of one person's own items; GSI1PK of their roles."""
    return f"USER#{user_id}"


def tenant(tenant_id: str) -> dict[str, str]:
    """One tenant."""
    return {"PK": tenant_partition(tenant_id), "SK": "METADATA"}


def name_guard(organization_name: str) -> dict[str, str]:
    """Global guard: one tenant per name (BR-TEN-001)."""
    return {"PK": f"ORGNAME#{name_key(organization_name)}", "SK": UNIQUE}


def slug_guard(slug: str) -> dict[str, str]:
    """Global guard: one tenant per slug."""
    return {"PK": f"SLUG#{slug}", "SK": UNIQUE}


def listed(record: Tenant) -> dict[str, str]:
    """The index keys of a tenant: GSI1 by name; by age GSI2 (status, environment), GSI3 (environment), GSI4."""
    age = f"{record.created_at}#{record.tenant_id}"
    return {
        "GSI1PK": ALL_TENANTS,
        "GSI1SK": f"{name_key(record.organization_name)}#{record.tenant_id}",
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
    """The prefix of GSI2SK."""
    return f"{stored_environment(environment)}#"


def environment_partition(environment: TenantEnvironment) -> str:
    """GSI3PK."""
    return f"ENV#{stored_environment(environment)}"


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
    return {"PK": tenant_partition(tenant_id), "SK": f"{AUDIT}{timestamp}#{event_id}"}


def unit(tenant_id: str, path: Path) -> dict[str, str]:
    """One division, group or team, by its path of ids; the keys of everything below it begin with its key."""
    return {"PK": tenant_partition(tenant_id), "SK": "#".join(("HIERARCHY", *path))}


def below_unit(path: Path) -> str:
    """The SK prefix of everything below a unit; the empty path stands for the whole tree."""
    return "#".join(("HIERARCHY", *path, ""))


def division_counter(tenant_id: str) -> dict[str, str]:
    """The number of divisions that the tenant has."""
    return {"PK": tenant_partition(tenant_id), "SK": "DIVISIONS"}


def unit_name(tenant_id: str, parent: Path, name: str) -> dict[str, str]:
    """The guard: one unit per parent and name."""
    below = parent[-1] if parent else "ROOT"
    return {"PK": tenant_partition(tenant_id), "SK": f"UNITNAME#{below}#{name_key(name)}"}


def children_partition(tenant_id: str, parent: Path) -> str:
    """GSI1PK of the units directly below one parent."""
    return "#".join((tenant_partition(tenant_id), "BELOW", *(parent or ("ROOT",))))


def listed_unit(record: Unit) -> dict[str, str]:
    """The index keys of a unit: GSI1 lists the units below one parent by name, GSI4 finds a team by its id."""
    by_name = {
        "GSI1PK": children_partition(record.tenant_id, record.path[:-1]),
        "GSI1SK": f"{name_key(record.name)}#{record.unit_id}",
        "sameName": same_name(record.name),
    }
    if record.level is not Level.TEAM:
        return by_name
    return by_name | {"GSI4PK": team_partition(record.tenant_id, record.unit_id), "GSI4SK": "TEAM"}


def team_partition(tenant_id: str, team_id: str) -> str:
    """GSI4PK of one team; needs only the team's id. The invitations service reads it."""
    return f"{tenant_partition(tenant_id)}#TEAM#{team_id}"


def admin_counter(tenant_id: str) -> dict[str, str]:
    """The number of active administrators of the tenant."""
    return {"PK": tenant_partition(tenant_id), "SK": "ADMINS"}


def seats(tenant_id: str) -> dict[str, str]:
    """The number of seats that members and live invitations take, and the tier that the invitations service stores."""
    return {"PK": tenant_partition(tenant_id), "SK": "SEATS"}


def team_members(team_id: str) -> str:
    """The SK prefix of the people of a team."""
    return f"TEAM#{team_id}#USER#"


def team_member(tenant_id: str, team_id: str, user_id: str) -> dict[str, str]:
    """One person in one team."""
    return {"PK": tenant_partition(tenant_id), "SK": f"{team_members(team_id)}{user_id}"}


def profile(user_id: str, email: str) -> dict[str, str]:
    """A person who has signed in; GSI1 lists the profile with their roles, GSI4 finds it by address."""
    own = {"PK": user_partition(user_id), "SK": PROFILE}
    by_address = {"GSI4PK": address_partition(email), "GSI4SK": user_partition(user_id)}
    return own | {"GSI1PK": user_partition(user_id), "GSI1SK": PROFILE} | by_address


def address_partition(email: str) -> str:
    """GSI4PK of the person with an address."""
    return f"EMAIL#{email}"


def stored_environment(environment: TenantEnvironment) -> str:
    """The stored form of an environment: lower case, which older items have too; the API answers upper case."""
    return environment.lower()
