"""A tenant: a customer organisation, from its first order to the end of its life."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NAME_LENGTH = (2, 100)
NAME_PATTERN = r"^[A-Za-z0-9 '\-]*[A-Za-z0-9][A-Za-z0-9 '\-]*$"


class TenantStatus(StrEnum):
    """Where a tenant stands in its life."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    PARKED = "PARKED"
    DEPROVISIONED = "DEPROVISIONED"
    FAILED = "FAILED"


class TenantEnvironment(StrEnum):
    """Where the tenant's instance runs."""

    DEV = "dev"
    SIT = "sit"
    PROD = "prod"


@dataclass(frozen=True, kw_only=True)
class NewTenant:
    """What a person says when asking for a tenant."""

    organization_name: str
    contact_email: str
    environment: TenantEnvironment
    metadata: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Tenant:
    """The record (domain §1.2); times are ISO-8601, people are e-mail addresses.

    Attributes:
        organization_name: unique, whatever the case (BR-TEN-001).
        slug: the short name in derived AWS and database names; unique too.
        metadata: the customer's own notes.
        version: counts the writes, for optimistic locking.
        instance_version: the newest news of the instance that has been applied here.
    """

    tenant_id: str
    organization_name: str
    contact_email: str
    environment: TenantEnvironment
    status: TenantStatus
    slug: str
    metadata: Mapping[str, str]
    created_at: str
    created_by: str
    updated_at: str
    updated_by: str
    version: int = 1
    instance_version: int = 0


def same_name(organization_name: str) -> str:
    """What two names have in common when they count as the same (BR-TEN-001): letters and single spaces, no case."""
    return " ".join(organization_name.casefold().split())
