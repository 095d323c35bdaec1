"""Errors of requests about operations."""

from chassis.errors import FieldError, InvalidRequest, NotFound


class OperationNotFound(NotFound):
    """The operation is unknown or belongs to a tenant that the caller may not see; the answer is the same."""

    code, title = "OPERATION_NOT_FOUND", "Operation not found"

    def __init__(self) -> None:
        super().__init__(
            "No operation with this id exists, or you may not see it. "
            "List the operations of your tenant, which we keep for 90 days."
        )


class TenantRequired(InvalidRequest):
    """The caller belongs to several tenants, or none, and named no tenant."""

    title = "Choose a tenant"

    def __init__(self) -> None:
        words = "We do not know whose operations you want. Send a tenantId from GET /v1.0/tenants."
        super().__init__(words, errors=[FieldError("tenantId", "MISSING_REQUIRED_FIELD", words)])
