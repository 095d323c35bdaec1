"""Answers whether a caller may do an act, without doing it."""

from chassis.access.authorization import Rules
from chassis.errors import FieldError, InvalidRequest
from chassis.http.request_context import RequestContext
from tenants.domain.decision import Decision, decide, needs_tenant


class AuthorizationService:
    """Checks the permission rows of all services."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def check_authorization(self, context: RequestContext, operation_id: str, tenant_id: str | None) -> Decision:
        """Whether the caller may do the act for the tenant.

        Raises:
            InvalidRequest: the act is unknown, or it needs a tenant and the request names none.
        """
        rule = self.rules.get(operation_id)
        if rule is None:
            raise _wrong(
                "operationId",
                "INVALID_FIELD_VALUE",
                "We do not know this operation. Copy an operationId from the API reference.",
            )
        if needs_tenant(rule) and tenant_id is None:
            raise _wrong("tenantId", "MISSING_REQUIRED_FIELD", "The answer depends on the tenant. Send a tenantId.")
        return decide(rule, context.caller, tenant_id)


def _wrong(field: str, code: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, errors=[FieldError(field, code, message)])
