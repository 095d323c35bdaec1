"""Questions about rights on the wire."""

from typing import Annotated, Self

from pydantic import Field

from chassis.http.envelope import Reply, Request, Wire
from chassis.http.matches import Matches
from tenants.domain.decision import Decision

OperationId = Annotated[
    str,
    Matches(
        r"^[a-z][a-z_]{1,63}$", "This is not the name of an operation. Copy an operationId from the API reference."
    ),
]
TenantId = Annotated[
    str,
    Matches(r"^tenant-[a-z0-9-]{1,64}$", "This is not the id of a tenant. Copy a tenantId from GET /v1.0/tenants."),
]


class CheckAuthorizationRequest(Request):
    """Which act, and for which tenant."""

    operation_id: OperationId = Field(examples=["create_site"])
    tenant_id: TenantId | None = Field(default=None, description="Needed unless the act is about no tenant.")


class DecisionResource(Wire):
    """Whether you may."""

    operation_id: str
    tenant_id: str | None
    allowed: bool
    code: str | None = Field(description="Why not; the code that the act itself would answer with.")
    reason: str | None

    @classmethod
    def of(cls, request: CheckAuthorizationRequest, decision: Decision) -> Self:
        """The answer to a question."""
        asked = {"operation_id": request.operation_id, "tenant_id": request.tenant_id}
        return cls.model_validate({**asked, **vars(decision)})


class DecisionReply(Reply[DecisionResource]):
    """Whether you may."""
