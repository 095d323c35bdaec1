"""Tenants on the wire."""

from typing import Annotated, Self

from pydantic import AliasChoices, Field, StringConstraints, model_validator

from chassis.access.links import Relations, offer
from chassis.errors import InvalidValue
from chassis.http.envelope import PAGE_LINKS, Linked, PageReply, Reply, Request, example
from chassis.http.field_types import (
    LARGEST_INT32,
    Actor,
    Documented,
    EmailAddress,
    TenantId,
    Timestamp,
    Version,
    entries,
    matching,
    text,
    whole,
    written_line,
    written_text,
)
from chassis.http.matches import Matches
from chassis.http.request_context import RequestContext
from chassis.http.text_types import Email, one_line, prose
from tenants.domain.lifecycle import TENANT_LIFECYCLE
from tenants.domain.links import COLLECTION_LINKS, TENANT_LINKS
from tenants.domain.tenant import (
    NewTenant,
    Tenant,
    TenantChange,
    TenantEnvironment,
    TenantStatus,
)

OrganizationName = Annotated[str, one_line(2, 100)]
MetadataKey = Annotated[
    str,
    StringConstraints(max_length=50),
    Matches(
        r"^[A-Za-z][A-Za-z0-9_.-]{0,49}$",
        "Begin the name of a note with a letter. Use letters, digits, dots, hyphens and underscores, 50 at most.",
    ),
]
MetadataText = Annotated[str, prose(0, 200), Documented(examples=["food"])]


Metadata = Annotated[dict[MetadataKey, MetadataText], Field(max_length=20)]
Part = Annotated[str, one_line(2, 50)]
Reason = Annotated[str, prose(10, 500)]
_ALIASES = AliasChoices("organizationName", "organisationName")


class CreateTenantRequest(Request):
    """What a new tenant needs."""

    model_config = example(
        organizationName="Acme Bakeries",
        contactEmail="owner@example.com",
        environment="DEV",
        metadata={"industry": "food"},
    )

    organization_name: OrganizationName = Field(
        validation_alias=_ALIASES,
        description="2 to 100 characters as people count them, of any script; unique, whatever the case.",
        examples=["Acme Bakeries"],
    )
    contact_email: Email = Field(examples=["owner@example.com"])
    environment: TenantEnvironment
    metadata: Metadata = Field(default_factory=dict, description="Your own notes.", examples=[{"industry": "food"}])
    division: Part | None = Field(default=None, description="Where you file the tenant.", examples=["Retail"])
    group: Part | None = Field(default=None, description="Needs a division.", examples=["Shops"])
    team: Part | None = Field(default=None, description="Needs a group.", examples=["North"])

    def to_domain(self) -> NewTenant:
        """The request as a domain object."""
        return NewTenant(**vars(self))


class UpdateTenantRequest(Request):
    """The fields to change; fields that you leave out stay."""

    model_config = example(contactEmail="owner@example.com", metadata={"industry": "food"})

    organization_name: OrganizationName = Field(
        default_factory=str, validation_alias=_ALIASES, examples=["Acme Bakeries"]
    )
    contact_email: Email = Field(default_factory=str, examples=["owner@example.com"])
    metadata: Metadata = Field(default_factory=dict, description="Replaces all of your notes.")
    division: Part | None = Field(default=None, description="Null takes it away.", examples=["Retail"])
    group: Part | None = Field(default=None, description="Null takes it away; needs a division.", examples=["Shops"])
    team: Part | None = Field(default=None, description="Null takes it away; needs a group.", examples=["North"])
    version: Annotated[int, whole(1, example=3)] | None = Field(
        default=None,
        strict=True,
        ge=1,
        le=LARGEST_INT32,
        description="The version that you saw: 409 when it has moved on. If-Match does it with 412.",
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set - {"version"}:
            raise InvalidValue(
                "Nothing would change. Send at least one field to change.", code="MISSING_REQUIRED_FIELD"
            )
        return self

    def to_domain(self) -> TenantChange:
        """The request as a domain object."""
        named = self.model_fields_set - {"version"}
        return TenantChange(fields={name: getattr(self, name) for name in named}, version=self.version)


class ReasonRequest(Request):
    """The reason; the customer sees it, and the audit trail keeps it."""

    model_config = example(reason="Invoices have not been paid since August.")

    reason: Reason = Field(examples=["Invoices have not been paid since August."])


class TenantResource(Linked):
    """A customer organisation."""

    relations = Relations(TENANT_LINKS)

    tenant_id: TenantId
    organization_name: Annotated[str, written_line(100, "Acme Bakeries")]
    contact_email: EmailAddress
    environment: TenantEnvironment
    status: TenantStatus
    slug: Annotated[str, matching("^[a-z0-9]+$", 12, "1b4e28ba2fa1")]
    metadata: Annotated[dict[str, Annotated[str, written_text(200, "food")]], entries(20)]
    created_at: Timestamp
    created_by: Actor
    updated_at: Timestamp
    updated_by: Actor
    version: Version
    division: Annotated[str, written_line(50, "Retail")] | None
    group: Annotated[str, written_line(50, "Shops")] | None
    team: Annotated[str, written_line(50, "North")] | None
    parked_at: Timestamp | None
    parked_by: Actor | None
    park_reason: Annotated[str, written_text(500, "Invoices have not been paid since August.")] | None
    unparked_at: Timestamp | None
    unparked_by: Actor | None
    suspended_at: Timestamp | None
    suspended_by: Actor | None
    suspend_reason: Annotated[str, written_text(500, "Invoices have not been paid since August.")] | None
    resumed_at: Timestamp | None
    resumed_by: Actor | None
    deprovisioned_at: Timestamp | None
    deprovisioned_by: Actor | None

    @classmethod
    def of(cls, tenant: Tenant, context: RequestContext) -> Self:
        """The tenant as `call.caller` may see it."""
        offered = offer(
            TENANT_LINKS,
            caller=context.caller,
            tenant_id=tenant.tenant_id,
            ids={"tenant_id": tenant.tenant_id},
            lifecycle=TENANT_LIFECYCLE,
            state=tenant.status,
        )
        return cls.model_validate({**vars(tenant), "links": offered.links, "unavailable": offered.unavailable})


class MovedTenantResource(TenantResource):
    """A tenant after a change of its status, and the consequence."""

    message: Annotated[str, text(500, "The tenant is suspended.")]

    @classmethod
    def after(cls, tenant: Tenant, context: RequestContext) -> Self:
        """The tenant, with the consequence of the act that changed its status."""
        return cls.model_validate(
            {**TenantResource.of(tenant, context).model_dump(), "message": _MESSAGES[context.act]}
        )


_MESSAGES = {
    "suspend_tenant": "The tenant is suspended. Its sites stop within a few minutes, and we keep all data.",
    "resume_tenant": "The tenant is active again. Its sites come back within a few minutes.",
    "park_tenant": "The tenant is parked. Its sites stop within 5 minutes, and we keep all data.",
    "unpark_tenant": "The tenant is active again. Its sites come back within 15 minutes.",
    "retry_tenant": "The tenant waits for its instance again. Create or retry the instance next.",
    "delete_tenant": "The tenant is deleted. We remove its resources within 24 hours.",
}


class MovedTenantReply(Reply[MovedTenantResource]):
    """A tenant after a change of its status."""


class TenantReply(Reply[TenantResource]):
    """One tenant."""


class TenantPage(PageReply[TenantResource]):
    """A page of tenants."""

    relations = Relations(COLLECTION_LINKS, reads=PAGE_LINKS)
