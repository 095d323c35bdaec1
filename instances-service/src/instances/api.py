"""The acts of the instances API, one per route; a handler is imported at its first request."""

from chassis.http.api import Api
from chassis.http.routes import act, health
from instances.domain.permissions import RULES

_INSTANCES = "/v1.0/tenants/{tenant_id}/instances"
_INSTANCE = f"{_INSTANCES}/{{instance_id}}"

api = Api(
    "instances",
    {
        f"GET {_INSTANCES}": act("instances.handlers.instances.list_instances"),
        f"POST {_INSTANCES}": act("instances.handlers.instances.create_instance", status=202),
        f"GET {_INSTANCE}": act("instances.handlers.instances.get_instance"),
        f"GET {_INSTANCE}/status": act("instances.handlers.instances.get_instance_status"),
        f"POST {_INSTANCE}/retry": act("instances.handlers.instances.retry_instance", status=202),
        **health("instances"),
    },
    RULES,
)
