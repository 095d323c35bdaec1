"""What can go wrong when asking about operations."""

from chassis.errors import FieldError, InvalidRequest, NotFound


class OperationNotFound(NotFound):
    """Unknown, or of a tenant that the caller does not see: the same words for both."""

    code, title = "OPERATION_NOT_FOUND", "Operation not found"

    def __init__(self) -> None:
        super().__init__(
            "No operation with this id exists, or you may not see it. "
            "List the operations of your tenant, which we keep for 90 days."
        )


class TenantRequired(InvalidRequest):
    """The caller sees more than one tenant, or none, and has not said which one is meant."""

    title = "Choose a tenant"

    def __init__(self) -> None:
        words = "We do not know whose operations you want. Send a tenantId from GET /v1.0/tenants."
        super().__init__(words, errors=[FieldError("tenantId", "MISSING_REQUIRED_FIELD", words)])
