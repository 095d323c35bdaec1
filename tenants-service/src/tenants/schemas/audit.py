"""The audit trail on the wire."""

from typing import Annotated, Any, Self

from pydantic import Field

from chassis.http.envelope import Linked, PageReply
from chassis.http.field_types import Actor, TenantId, Timestamp, TraceId, entries, identifier, line, matching
from tenants.domain.audit import AuditEvent


class AuditEventResource(Linked):
    """An entry of the audit trail: who changed what and when, with the values before and after."""

    event_id: Annotated[str, identifier("evt")]
    tenant_id: TenantId
    event_type: Annotated[str, matching("^[A-Z][A-Z_]*$", 64, "TENANT_PARKED")] = Field(description="What happened.")
    timestamp: Timestamp
    actor: Actor = Field(description="The e-mail address of a person, or the part of the platform that did it.")
    resource_type: Annotated[str, matching("^[A-Z][A-Z_]*$", 64, "TENANT")] = Field(description="What it happened to.")
    resource_id: Annotated[str, line(254, "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427")]
    before: Annotated[dict[str, Any], entries(100)] = Field(description="The fields that changed, as they were.")
    after: Annotated[dict[str, Any], entries(100)] = Field(description="The same fields as they became.")
    details: Annotated[dict[str, Any], entries(100)] = Field(description="What was said with it, such as a reason.")
    correlation_id: TraceId = Field(description="The traceId of the request that did it.")

    @classmethod
    def of(cls, event: AuditEvent) -> Self:
        """The entry."""
        return cls.model_validate(vars(event))


class AuditEventPage(PageReply[AuditEventResource]):
    """A page of the audit trail."""
