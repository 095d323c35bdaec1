"""The audit trail on the wire."""

from typing import Any, Self

from pydantic import Field

from chassis.http.envelope import Linked, PageReply
from tenants.domain.audit import AuditEvent


class AuditEventResource(Linked):
    """Who did what to what, when, and what it was before and after."""

    event_id: str
    tenant_id: str
    event_type: str = Field(examples=["TENANT_PARKED"])
    timestamp: str
    actor: str = Field(description="The e-mail address of a person, or the part of the platform that did it.")
    resource_type: str = Field(examples=["TENANT"])
    resource_id: str
    before: dict[str, Any] = Field(description="The fields that changed, as they were.")
    after: dict[str, Any] = Field(description="The same fields as they became.")
    details: dict[str, Any] = Field(description="What was said with it, such as a reason.")
    correlation_id: str = Field(description="The traceId of the request that did it.")

    @classmethod
    def of(cls, event: AuditEvent) -> Self:
        """The entry."""
        return cls.model_validate(vars(event))


class AuditEventPage(PageReply[AuditEventResource]):
    """A page of the audit trail."""
