"""The seven tags of every tenant resource (domain §7.8)."""

from collections.abc import Mapping

TENANT = "bbws:tenant-id"
ENVIRONMENT = "bbws:environment"


def tags_of(tenant_id: str, environment: str, opportunity_id: str | None, component: str) -> dict[str, str]:
    """All seven; `component` says what the resource is, e.g. wordpress or secret."""
    return {
        TENANT: tenant_id,
        "bbws:project": "BBWS-Phase-2.1-ECS",
        "bbws:cost-center": "BBWS-AWS",
        "bbws:opportunity": opportunity_id or "none",
        "bbws:managed-by": "instance-management",
        ENVIRONMENT: environment,
        "bbws:component": component,
    }


def as_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """As ECS takes them."""
    return [{"key": key, "value": value} for key, value in tags.items()]


def as_capital_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """As IAM, EFS, Secrets Manager and load balancers take them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
