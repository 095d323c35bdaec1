"""What a client can do with an operation. Retry and cancel are acts of the service that owns the work."""

from collections.abc import Mapping

from chassis.access.links import Affordance
from chassis.operations.operation import OperationAction

OPERATION_LINKS = (
    Affordance("self", "get_operation"),
    Affordance("collection", "list_tenant_operations"),
    Affordance("tenant", "get_tenant"),
)

OWNER_LINKS: Mapping[str, tuple[Affordance, ...]] = {
    "SITE_CREATION": (
        Affordance("resource", "get_site"),
        Affordance("retry", "retry_site", OperationAction.RETRY),
        Affordance("cancel", "cancel_site", OperationAction.CANCEL),
    ),
    "INSTANCE_PROVISION": (
        Affordance("resource", "get_instance"),
        Affordance("retry", "retry_instance", OperationAction.RETRY),
    ),
    "HIERARCHY_DELETION": (
        Affordance("resource", "get_hierarchy"),
        Affordance("retry", "retry_deletion", OperationAction.RETRY),
    ),
}
