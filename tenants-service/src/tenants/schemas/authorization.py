"""Authorization checks on the wire."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from chassis.http.envelope import Reply, Request, Wire, example
from chassis.http.field_types import Code, Documented, TenantId, matching, text
from chassis.http.matches import Matches
from tenants.domain.decision import Decision

OperationId = Annotated[
    str,
    StringConstraints(max_length=64),
    Matches(
        r"^[a-z][a-z_]{1,63}$", "This is not the name of an operation. Copy an operationId from the API reference."
    ),
]
GivenTenantId = Annotated[
    str,
    StringConstraints(max_length=71),
    Matches(r"^tenant-[a-z0-9-]{1,64}$", "This is not the id of a tenant. Copy a tenantId from GET /v1.0/tenants."),
    Documented(examples=["tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"]),
]


class CheckAuthorizationRequest(Request):
    """The act to check, and the tenant."""

    model_config = example(operationId="create_site", tenantId="tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427")

    operation_id: OperationId = Field(examples=["create_site"])
    tenant_id: GivenTenantId | None = Field(default=None, description="Needed unless the act is about no tenant.")


class DecisionResource(Wire):
    """Whether you may do the act."""

    operation_id: Annotated[str, matching(r"^[a-z][a-z_]{1,63}$", 64, "create_site")]
    tenant_id: TenantId | None
    allowed: bool
    code: Code | None = Field(description="Why not; the code that the act itself would answer with.")
    reason: Annotated[str, text(1000, "Your role does not allow this.")] | None

    @classmethod
    def of(cls, request: CheckAuthorizationRequest, decision: Decision) -> Self:
        """The answer to a question."""
        asked = {"operation_id": request.operation_id, "tenant_id": request.tenant_id}
        return cls.model_validate({**asked, **vars(decision)})


class DecisionReply(Reply[DecisionResource]):
    """Whether you may do the act."""
