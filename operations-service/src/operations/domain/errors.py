"""What can go wrong when asking about operations."""

from chassis.errors import FieldError, InvalidRequest, NotFound


class OperationNotFound(NotFound):
    """Unknown, or of a tenant that the caller does not see: the same words for both."""

    code, title = "OPERATION_NOT_FOUND", "There is no such operation"

    def __init__(self) -> None:
        super().__init__("There is no operation with this id that you can see. Operations are kept for 90 days.")


class TenantRequired(InvalidRequest):
    """The caller sees more than one tenant, or none, and has not said which one is meant."""

    title = "Say which tenant"

    def __init__(self) -> None:
        words = "Name one of your tenants as tenantId; list them with GET /v1.0/tenants."
        super().__init__(words, errors=[FieldError("tenantId", "MISSING_REQUIRED_FIELD", words)])
