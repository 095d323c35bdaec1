"""Who may do what with instances: one row per act. Platform staff only (domain §2.3)."""

from chassis.access.authorization import Relation, Rule, Rules
from chassis.access.caller import PLATFORM, Role

_READ = Rule(Relation.PLATFORM, PLATFORM)
_ADMIN = frozenset({Role.PLATFORM_ADMIN})

RULES: Rules = {
    "list_instances": _READ,
    "get_instance": _READ,
    "get_instance_status": _READ,
    "create_instance": Rule(
        Relation.PLATFORM, _ADMIN, audited=("tier", "organizationName", "configuration", "opportunityId")
    ),
    "retry_instance": Rule(Relation.PLATFORM, _ADMIN),
    "get_instances_health": Rule(Relation.PUBLIC),
}
