"""What a client can do with instances."""

from chassis.access.links import Affordance
from instances.domain.lifecycle import InstanceAction

INSTANCE_LINKS = (
    Affordance("self", "get_instance"),
    Affordance("status", "get_instance_status"),
    Affordance("collection", "list_instances"),
    Affordance("tenant", "get_tenant"),
    Affordance("operation", "get_operation"),
    Affordance("retry", "retry_instance", InstanceAction.RETRY),
)
EMPTY_COLLECTION_LINKS = (
    Affordance("tenant", "get_tenant"),
    Affordance("create", "create_instance"),
)
FULL_COLLECTION_LINKS = EMPTY_COLLECTION_LINKS[:1]
