"""Tenants on the wire."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, AliasChoices, Field, StringConstraints
from pydantic_core import PydanticCustomError

from chassis.call import Call
from chassis.links import offer
from chassis.resources import Linked, PageReply, Reply, Request
from tenants.domain.lifecycle import TENANT_LIFECYCLE
from tenants.domain.links import TENANT_LINKS
from tenants.domain.tenant import NAME_LENGTH, NAME_PATTERN, NewTenant, Tenant, TenantEnvironment, TenantStatus
from tenants.models.email import Email


def _named(text: str) -> str:
    if not re.fullmatch(NAME_PATTERN, text):
        raise PydanticCustomError(
            "INVALID_FIELD_VALUE",
            "Use letters, digits, spaces, hyphens and apostrophes only, at least one letter or digit",
        )
    return text


OrganizationName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=NAME_LENGTH[0], max_length=NAME_LENGTH[1]),
    AfterValidator(_named),
    Field(json_schema_extra={"pattern": NAME_PATTERN}),
]
MetadataKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,49}$")]
MetadataText = Annotated[str, StringConstraints(max_length=200)]


class CreateTenantRequest(Request):
    """What a new tenant needs."""

    organization_name: OrganizationName = Field(
        validation_alias=AliasChoices("organizationName", "organisationName"),
        description="Letters, digits, spaces, hyphens, apostrophes; unique, whatever the case.",
        examples=["Acme Bakeries"],
    )
    contact_email: Email = Field(examples=["owner@example.com"])
    environment: TenantEnvironment
    metadata: dict[MetadataKey, MetadataText] = Field(
        default_factory=dict, max_length=20, description="Your own notes.", examples=[{"industry": "food"}]
    )

    def to_domain(self) -> NewTenant:
        """What was asked for."""
        return NewTenant(
            organization_name=self.organization_name,
            contact_email=self.contact_email,
            environment=self.environment,
            metadata=self.metadata,
        )


class TenantResource(Linked):
    """A customer organisation."""

    tenant_id: str
    organization_name: str
    contact_email: str
    environment: TenantEnvironment
    status: TenantStatus
    slug: str
    metadata: dict[str, str]
    created_at: str
    created_by: str
    updated_at: str
    updated_by: str
    version: int

    @classmethod
    def of(cls, tenant: Tenant, call: Call) -> Self:
        """The tenant as `call.caller` may see it."""
        offered = offer(
            TENANT_LINKS,
            caller=call.caller,
            tenant_id=tenant.tenant_id,
            ids={"tenant_id": tenant.tenant_id},
            lifecycle=TENANT_LIFECYCLE,
            state=tenant.status,
        )
        return cls.model_validate({**vars(tenant), "links": offered.links, "unavailable": offered.unavailable})


class TenantReply(Reply[TenantResource]):
    """One tenant."""


class TenantPage(PageReply[TenantResource]):
    """A page of tenants."""
