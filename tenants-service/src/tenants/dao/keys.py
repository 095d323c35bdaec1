"""Every key of the tenants table; each begins with its tenant, its person, or names a global guard."""

from tenants.domain.tenant import Tenant, TenantEnvironment, TenantStatus, same_name
from tenants.domain.unit import Level, Path, Unit

UNIQUE = "UNIQUE"
ALL_TENANTS = "TENANTS"
STAFF = "PLATFORM"
AUDIT = "EVENT#"
MEMBERS = "USER#"
PROFILE = "PROFILE"


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
    """The index keys of a tenant: GSI1 by name; by age GSI2 (status, environment), GSI3 (environment), GSI4."""
    age = f"{record.created_at}#{record.tenant_id}"
    return {
        "GSI1PK": ALL_TENANTS,
        "GSI1SK": f"{same_name(record.organization_name)}#{record.tenant_id}",
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
    """One division, group or team, by the ids that lead to it: all that is below it begins with its key."""
    return {"PK": tenant_partition(tenant_id), "SK": "#".join(("HIERARCHY", *path))}


def below_unit(path: Path) -> str:
    """What the SK of everything below a unit begins with; of the whole tree for the empty path."""
    return "#".join(("HIERARCHY", *path, ""))


def division_counter(tenant_id: str) -> dict[str, str]:
    """How many divisions the tenant has."""
    return {"PK": tenant_partition(tenant_id), "SK": "DIVISIONS"}


def unit_name(tenant_id: str, parent: Path, name: str) -> dict[str, str]:
    """The guard of one name below one parent."""
    below = parent[-1] if parent else "ROOT"
    return {"PK": tenant_partition(tenant_id), "SK": f"UNITNAME#{below}#{same_name(name)}"}


def children_partition(tenant_id: str, parent: Path) -> str:
    """GSI1PK of the units directly below one parent."""
    return "#".join((tenant_partition(tenant_id), "BELOW", *(parent or ("ROOT",))))


def listed_unit(record: Unit) -> dict[str, str]:
    """The index keys of a unit: GSI1 lists what is below one parent by name, GSI4 finds a team by its id."""
    name = same_name(record.name)
    by_name = {
        "GSI1PK": children_partition(record.tenant_id, record.path[:-1]),
        "GSI1SK": f"{name}#{record.unit_id}",
        "sameName": name,
    }
    if record.level is not Level.TEAM:
        return by_name
    return by_name | {"GSI4PK": team_partition(record.tenant_id, record.unit_id), "GSI4SK": "TEAM"}


def team_partition(tenant_id: str, team_id: str) -> str:
    """GSI4PK of one team by its own id alone; the invitations service asks."""
    return f"{tenant_partition(tenant_id)}#TEAM#{team_id}"


def admin_counter(tenant_id: str) -> dict[str, str]:
    """How many active administrators the tenant has."""
    return {"PK": tenant_partition(tenant_id), "SK": "ADMINS"}


def seats(tenant_id: str) -> dict[str, str]:
    """How many seats members and live invitations take, and the tenant's tier; the invitations service follows that."""
    return {"PK": tenant_partition(tenant_id), "SK": "SEATS"}


def team_members(team_id: str) -> str:
    """What the SK of everybody in a team begins with."""
    return f"TEAM#{team_id}#USER#"


def team_member(tenant_id: str, team_id: str, user_id: str) -> dict[str, str]:
    """One person in one team."""
    return {"PK": tenant_partition(tenant_id), "SK": f"{team_members(team_id)}{user_id}"}


def profile(user_id: str, email: str) -> dict[str, str]:
    """Somebody who signed in; GSI1 keeps it beside their roles, GSI4 finds it by address."""
    own = {"PK": user_partition(user_id), "SK": PROFILE}
    by_address = {"GSI4PK": address_partition(email), "GSI4SK": user_partition(user_id)}
    return own | {"GSI1PK": user_partition(user_id), "GSI1SK": PROFILE} | by_address


def address_partition(email: str) -> str:
    """GSI4PK of the person with an address."""
    return f"EMAIL#{email}"


def stored_environment(environment: TenantEnvironment) -> str:
    """An environment as items and index keys hold it: in lower case, as they did before the API answered upper case."""
    return environment.lower()
