"""Types of handler parameters."""

from typing import Annotated

from pydantic import Field

from chassis.http.endpoint import Depends
from chassis.http.matches import Matches
from chassis.operations.operation import OperationStatus
from operations.dependencies import operation_service
from operations.services.operation_service import OperationService

Operations = Annotated[OperationService, Depends(operation_service)]
Status = Annotated[OperationStatus | None, Field(description="Only operations in this status.")]
_TypeName = Annotated[
    str, Matches("^[A-Z][A-Z_]{2,39}$", "This is not a type of operation. Send one such as SITE_CREATION.")
]
_TenantName = Annotated[
    str,
    Matches(
        "^[a-z]{2,10}-[a-z0-9][a-z0-9-]{0,63}$",
        "This is not the id of a tenant. Copy a tenantId from GET /v1.0/tenants.",
    ),
]
OperationType = Annotated[
    _TypeName | None,
    Field(
        alias="type",
        description="Only operations of this type, e.g. SITE_CREATION. A page may then be short although more follow.",
    ),
]
TenantId = Annotated[
    _TenantName | None,
    Field(
        description="Whose operations; may be left out by a member of exactly one tenant.",
    ),
]
