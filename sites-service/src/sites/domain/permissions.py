"""Who may do what with sites: one row per act (domain §2.2, §6.3)."""

from chassis.access.authorization import Relation, Rule, Rules
from chassis.access.caller import EVERYBODY, Role

_EDITORS = frozenset({Role.PLATFORM_ADMIN, Role.TENANT_ADMIN, Role.TENANT_OPERATOR})

RULES: Rules = {
    "create_site": Rule(Relation.TENANT, _EDITORS, audited=("siteName", "subdomain", "environment", "templateId")),
    "list_sites": Rule(Relation.TENANT, EVERYBODY),
    "get_site": Rule(Relation.TENANT, EVERYBODY),
    "get_site_status": Rule(Relation.TENANT, EVERYBODY),
    "retry_site": Rule(Relation.TENANT, _EDITORS),
    "cancel_site": Rule(Relation.TENANT, _EDITORS),
    "get_sites_health": Rule(Relation.PUBLIC),
}
