"""Every key of the instances table; each begins with its tenant, but for the named global guards at the end."""

UNSETTLED = "UNSETTLED"
INSTANCE = "INSTANCE"
TASK_PREFIX = "INSTANCE#TASK#"


def partition(tenant_id: str) -> str:
    """PK of all that belongs to a tenant."""
    return f"TENANT#{tenant_id}"


def instance(tenant_id: str) -> dict[str, str]:
    """The tenant's instance."""
    return {"PK": partition(tenant_id), "SK": INSTANCE}


def task(tenant_id: str, task_id: str) -> dict[str, str]:
    """A container of the instance; one query on `INSTANCE` reads it together with the instance."""
    return {"PK": partition(tenant_id), "SK": f"{TASK_PREFIX}{task_id}"}


def tenant(tenant_id: str) -> dict[str, str]:
    """Our copy of the tenant."""
    return {"PK": partition(tenant_id), "SK": "TENANT"}


def slug(slug: str) -> dict[str, str]:
    """Global guard: whose a short name is; also leads from an ECS service's name to its tenant."""
    return {"PK": f"SLUG#{slug}", "SK": "UNIQUE"}


def unsettled(since: str) -> dict[str, str]:
    """Sparse global index of the instances that only ECS can move on, the longest waiting first."""
    return {UNSETTLED: f"INSTANCE#{UNSETTLED}", f"{UNSETTLED}_AT": since}
