"""A tenant: a customer organisation, from its first order to the end of its life."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from chassis.runtime.records import dataclass
from chassis.text import same_name


class TenantStatus(StrEnum):
    """The status of a tenant."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    PARKED = "PARKED"
    DEPROVISIONED = "DEPROVISIONED"
    FAILED = "FAILED"


class TenantEnvironment(StrEnum):
    """Where the tenant's instance runs; lower case is accepted, upper case is answered."""

    DEV = "DEV"
    SIT = "SIT"
    PROD = "PROD"

    @classmethod
    def _missing_(cls, value: object) -> "TenantEnvironment | None":
        return cls.__members__.get(str(value).upper())


@dataclass(frozen=True, kw_only=True)
class NewTenant:
    """The content of a request for a new tenant."""

    organization_name: str
    contact_email: str
    environment: TenantEnvironment
    metadata: Mapping[str, str]
    division: str | None = None
    group: str | None = None
    team: str | None = None


@dataclass(frozen=True, kw_only=True)
class TenantChange:
    """The requested changes of a tenant: field → new value; None removes an optional value.

    Attributes:
        version: the version that the person saw; None to change any version.
    """

    fields: Mapping[str, Any]
    version: int | None = None

    def applied_to(self, tenant: "Tenant") -> "Tenant":
        """The tenant with the change."""
        return replace(tenant, **self.fields)


@dataclass(frozen=True, kw_only=True)
class Tenant:
    """The record (domain §1.2); times are ISO-8601, people are e-mail addresses.

    Attributes:
        organization_name: unique, whatever the case (BR-TEN-001).
        slug: the short name in derived AWS and database names; unique too.
        division: the customer's own classification; a group needs a division, a team needs a group.
        parked_at: when it was last parked; other changes of status have such fields too, with who and why.
        metadata: the customer's own notes.
        version: counts the writes, for optimistic locking.
        instance_version: the version of the newest instance event applied here.
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
    division: str | None = None
    group: str | None = None
    team: str | None = None
    parked_at: str | None = None
    parked_by: str | None = None
    park_reason: str | None = None
    unparked_at: str | None = None
    unparked_by: str | None = None
    suspended_at: str | None = None
    suspended_by: str | None = None
    suspend_reason: str | None = None
    resumed_at: str | None = None
    resumed_by: str | None = None
    deprovisioned_at: str | None = None
    deprovisioned_by: str | None = None

    @property
    def has_whole_path(self) -> bool:
        """Whether division, group and team are set without a gap."""
        return bool((self.division or not self.group) and (self.group or not self.team))


@dataclass(frozen=True, kw_only=True)
class TenantFilter:
    """Selects and sorts tenants of a list.

    Attributes:
        name_part: a part of the name, normalized by `same_name`; empty for all.
        by_name: sort by name instead of age.
    """

    status: TenantStatus | None = None
    environment: TenantEnvironment | None = None
    name_part: str = ""
    by_name: bool = False
    descending: bool = True

    def takes(self, tenant: Tenant) -> bool:
        """Whether the tenant matches the filter."""
        return (
            self.status in (None, tenant.status)
            and self.environment in (None, tenant.environment)
            and self.name_part in same_name(tenant.organization_name)
        )

    def place(self, tenant: Tenant) -> tuple[str, str]:
        """The sort key of a tenant in this list."""
        return same_name(tenant.organization_name) if self.by_name else tenant.created_at, tenant.tenant_id

    def scope(self) -> tuple[str, ...]:
        """The filter values that a cursor of the list is bound to."""
        order = f"{self.by_name}{self.descending}"
        return (self.status or "", self.environment or "", self.name_part, order)
