"""What a client can do with an operation. Retry and cancel belong to the service that owns the work.

A contract test holds every path, method and role below to the owners' contracts in `openapi/`.
"""

from collections.abc import Mapping

from chassis.access.authorization import Relation, Rule
from chassis.access.caller import EVERYBODY, PLATFORM, Role
from chassis.access.links import Affordance
from chassis.operations.operation import OperationAction
from operations.domain.permissions import RULES

_MEMBERS_READ = Rule(Relation.TENANT, EVERYBODY)
_STAFF_READ = Rule(Relation.PLATFORM, PLATFORM)
_SITE = "/v1.0/tenants/{tenant_id}/sites/{site_id}"
_INSTANCE = "/v1.0/tenants/{tenant_id}/instances/{instance_id}"
_HIERARCHY = "/v1.0/tenants/{tenant_id}/hierarchy"
_SITE_EDITORS = Rule(Relation.TENANT, frozenset({Role.PLATFORM_ADMIN, Role.TENANT_ADMIN, Role.TENANT_OPERATOR}))
_PEOPLE_READ = Rule(Relation.TENANT, PLATFORM | {Role.TENANT_ADMIN, Role.TENANT_OPERATOR})
_PEOPLE_WRITE = Rule(Relation.TENANT, frozenset({Role.PLATFORM_ADMIN, Role.TENANT_ADMIN}))
_STAFF_WRITE = Rule(Relation.PLATFORM, frozenset({Role.PLATFORM_ADMIN}))

OPERATION_LINKS = (
    Affordance("self", RULES["get_operation"], "/v1.0/operations/{operation_id}"),
    Affordance("collection", RULES["list_tenant_operations"], "/v1.0/tenants/{tenant_id}/operations"),
    Affordance("tenant", _MEMBERS_READ, "/v1.0/tenants/{tenant_id}"),
)

OWNER_LINKS: Mapping[str, tuple[Affordance, ...]] = {
    "SITE_CREATION": (
        Affordance("resource", _MEMBERS_READ, _SITE),
        Affordance("retry", _SITE_EDITORS, f"{_SITE}/retry", "POST", OperationAction.RETRY),
        Affordance("cancel", _SITE_EDITORS, f"{_SITE}/cancel", "POST", OperationAction.CANCEL),
    ),
    "INSTANCE_PROVISION": (
        Affordance("resource", _STAFF_READ, _INSTANCE),
        Affordance("retry", _STAFF_WRITE, f"{_INSTANCE}/retry", "POST", OperationAction.RETRY),
    ),
    "HIERARCHY_DELETION": (
        Affordance("resource", _PEOPLE_READ, _HIERARCHY),
        Affordance(
            "retry",
            _PEOPLE_WRITE,
            f"{_HIERARCHY}/deletions/{{operation_id}}/retry",
            "POST",
            OperationAction.RETRY,
        ),
    ),
}
