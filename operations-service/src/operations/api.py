"""The acts of the operations API, one per route; a handler is imported at its first request."""

from chassis.http.api import Api
from chassis.http.routes import act, health
from operations.domain.permissions import RULES

api = Api(
    "operations",
    {
        "GET /v1.0/operations": act("operations.handlers.operations.list_operations"),
        "GET /v1.0/operations/{operation_id}": act("operations.handlers.operations.get_operation", waits=True),
        "GET /v1.0/tenants/{tenant_id}/operations": act("operations.handlers.operations.list_tenant_operations"),
        **health("operations"),
    },
    RULES,
)
