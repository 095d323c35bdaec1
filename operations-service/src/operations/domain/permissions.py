"""Who may read operations: one row per act. Every member may see the operations of their own tenant."""

from chassis.access.authorization import Relation, Rule, Rules
from chassis.access.caller import EVERYBODY

RULES: Rules = {
    "get_operation": Rule(Relation.RESOURCE, EVERYBODY),
    "list_tenant_operations": Rule(Relation.TENANT, EVERYBODY),
    "list_operations": Rule(Relation.SIGNED_IN),
    "get_operations_health": Rule(Relation.PUBLIC),
}
