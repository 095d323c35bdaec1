"""Whether a caller may do an act, from the same rows that guard it; roles only, no states."""

from dataclasses import replace

from chassis.access.authorization import Relation, Rule, authorize
from chassis.access.caller import Caller
from chassis.errors import ProblemError
from chassis.runtime.records import dataclass


@dataclass(frozen=True)
class Decision:
    """The answer; `code` and `reason` say why not."""

    allowed: bool
    code: str | None = None
    reason: str | None = None


def needs_tenant(rule: Rule) -> bool:
    """Whether the answer depends on a tenant."""
    return rule.relation in (Relation.TENANT, Relation.RESOURCE)


def decide(rule: Rule, caller: Caller, tenant_id: str | None) -> Decision:
    """What the guard would say; a resource is taken to be of the tenant."""
    asked = replace(rule, relation=Relation.TENANT) if needs_tenant(rule) else rule
    try:
        authorize(asked, caller, tenant_id)
    except ProblemError as problem:
        return Decision(False, problem.code, problem.detail)
    return Decision(True)
