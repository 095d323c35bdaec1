"""Decides whether a caller may do an act, by the same permission rows that guard it; checks roles, not states."""

from dataclasses import replace

from chassis.access.authorization import Relation, Rule, authorize
from chassis.access.caller import Caller
from chassis.errors import ProblemError
from chassis.runtime.records import dataclass


@dataclass(frozen=True)
class Decision:
    """The answer; `code` and `reason` say why the caller may not do the act."""

    allowed: bool
    code: str | None = None
    reason: str | None = None


def needs_tenant(rule: Rule) -> bool:
    """Whether the answer depends on a tenant."""
    return rule.relation in (Relation.TENANT, Relation.RESOURCE)


def decide(rule: Rule, caller: Caller, tenant_id: str | None) -> Decision:
    """Decide as the guard would; the resource is assumed to belong to the tenant."""
    asked = replace(rule, relation=Relation.TENANT) if needs_tenant(rule) else rule
    try:
        authorize(asked, caller, tenant_id)
    except ProblemError as problem:
        return Decision(False, problem.code, problem.detail)
    return Decision(True)
