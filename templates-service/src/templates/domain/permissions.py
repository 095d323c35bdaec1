"""Who may do what with templates: one row per act."""

from chassis.access.authorization import Relation, Rule, Rules

RULES: Rules = {
    "list_templates": Rule(Relation.SIGNED_IN),
    "get_template": Rule(Relation.SIGNED_IN),
    "get_templates_health": Rule(Relation.PUBLIC),
}
