"""Every key of the sites table; all begin with their tenant, but for the guards of names."""

from sites.domain.lifecycle import SiteStatus
from sites.domain.site import Site, SiteEnvironment, SiteFilter


def tenant_partition(tenant_id: str) -> str:
    """PK of everything that belongs to a tenant."""
    return f"TENANT#{tenant_id}"


def site(tenant_id: str, site_id: str) -> dict[str, str]:
    """One site."""
    return {"PK": tenant_partition(tenant_id), "SK": f"SITE#{site_id}"}


def blueprint(tenant_id: str, site_id: str) -> dict[str, str]:
    """What a site starts with; beside the site, so that lists do not carry pages around."""
    return {"PK": tenant_partition(tenant_id), "SK": f"BLUEPRINT#{site_id}"}


def eligibility(tenant_id: str) -> dict[str, str]:
    """Our copy of the states of the tenant and its instance, with the count of sites."""
    return {"PK": tenant_partition(tenant_id), "SK": "ELIGIBILITY"}


def subdomain(name: str) -> dict[str, str]:
    """The guard of a name, which belongs to one site of the whole platform (BR-SITE-001)."""
    return {"PK": f"SUBDOMAIN#{name}", "SK": "UNIQUE"}


def listed(one: Site) -> dict[str, str]:
    """GSI1: a tenant's sites by time; GSI2: those of a status, by environment and time; GSI3: of an environment."""
    by_time = f"{one.created_at}#{one.site_id}"
    return {
        "GSI1PK": _all(one.tenant_id),
        "GSI1SK": by_time,
        "GSI2PK": _of_status(one.tenant_id, one.status),
        "GSI2SK": f"{one.environment}#{by_time}",
        "GSI3PK": _of_environment(one.tenant_id, one.environment),
        "GSI3SK": by_time,
    }


def question(wanted: SiteFilter) -> tuple[str, str, str]:
    """Which index answers a filter: its name, the partition, and what the sort key begins with (`` for all)."""
    if wanted.status:
        prefix = f"{wanted.environment}#" if wanted.environment else ""
        return "GSI2", _of_status(wanted.tenant_id, wanted.status), prefix
    if wanted.environment:
        return "GSI3", _of_environment(wanted.tenant_id, wanted.environment), ""
    return "GSI1", _all(wanted.tenant_id), ""


def _all(tenant_id: str) -> str:
    return f"TENANT#{tenant_id}#SITES"


def _of_status(tenant_id: str, status: SiteStatus) -> str:
    return f"TENANT#{tenant_id}#STATUS#{status}"


def _of_environment(tenant_id: str, environment: SiteEnvironment) -> str:
    return f"TENANT#{tenant_id}#ENV#{environment}"
