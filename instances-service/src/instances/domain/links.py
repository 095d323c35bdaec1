"""What a client can do with instances."""

from chassis.access.authorization import Relation, Rule
from chassis.access.caller import PLATFORM
from chassis.access.links import Affordance
from instances.domain.lifecycle import InstanceAction
from instances.domain.permissions import RULES

_STAFF = Rule(Relation.PLATFORM, PLATFORM)
_COLLECTION = "/v1.0/tenants/{tenant_id}/instances"
_INSTANCE = f"{_COLLECTION}/{{instance_id}}"

INSTANCE_LINKS = (
    Affordance("self", RULES["get_instance"], _INSTANCE),
    Affordance("status", RULES["get_instance_status"], f"{_INSTANCE}/status"),
    Affordance("collection", RULES["list_instances"], _COLLECTION),
    Affordance("tenant", _STAFF, "/v1.0/tenants/{tenant_id}"),
    Affordance("operation", _STAFF, "/v1.0/operations/{operation_id}"),
    Affordance("retry", RULES["retry_instance"], f"{_INSTANCE}/retry", "POST", InstanceAction.RETRY),
)
EMPTY_COLLECTION_LINKS = (
    Affordance("tenant", _STAFF, "/v1.0/tenants/{tenant_id}"),
    Affordance("create", RULES["create_instance"], _COLLECTION, "POST"),
)
FULL_COLLECTION_LINKS = EMPTY_COLLECTION_LINKS[:1]
