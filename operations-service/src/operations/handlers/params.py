"""What a handler may ask for."""

from typing import Annotated

from pydantic import Field

from chassis.http.endpoint import Depends
from chassis.operations.operation import OperationStatus
from operations.dependencies import operation_service
from operations.services.operation_service import OperationService

Operations = Annotated[OperationService, Depends(operation_service)]
Status = Annotated[OperationStatus | None, Field(description="Only operations in this status.")]
OperationType = Annotated[
    str | None,
    Field(
        alias="type",
        pattern="^[A-Z][A-Z_]{2,39}$",
        description="Only operations of this type, e.g. SITE_CREATION. A page may then be short although more follow.",
    ),
]
TenantId = Annotated[
    str | None,
    Field(
        pattern="^[a-z]{2,10}-[a-z0-9][a-z0-9-]{0,63}$",
        description="Whose operations; may be left out by a member of exactly one tenant.",
    ),
]
