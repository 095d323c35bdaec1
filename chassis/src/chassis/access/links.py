"""Links are the user interface: what this caller may do now, and for the rest, why not and what would unlock it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from chassis.access.acts import KnownAct, find_act
from chassis.access.authorization import SIGN_IN_ADVICE, Relation, RoleRequired, permits, role_advice
from chassis.access.caller import Caller
from chassis.errors import InvalidTransition
from chassis.lifecycle import Lifecycle
from chassis.runtime.records import dataclass


@dataclass(frozen=True)
class Affordance:
    """One thing a client can do with a resource.

    Attributes:
        rel: the link's name, e.g. `retry`.
        act: the act's name, of this service or another; its route and rule come from the catalogue.
        action: the lifecycle action that the present state must allow; None when every state does.
        query: what the link carries besides its path, e.g. `force=true`.
    """

    rel: str
    act: str
    action: StrEnum | None = None
    query: str = ""

    @property
    def target(self) -> KnownAct:
        """The act itself."""
        return find_act(self.act)


@dataclass(frozen=True)
class Relations:
    """Every link that a resource may ever have, for the types of links in the contract.

    Attributes:
        affordances: the tables that its links are offered from.
        reads: relations that no table holds and that change nothing.
        writes: relations that other services' tables hold and that change something.
        withheld: reads that `_unavailable` may name; it may name everything that changes something.
    """

    affordances: Sequence[Affordance] = ()
    reads: Sequence[str] = ()
    writes: Sequence[str] = ()
    withheld: Sequence[str] = ()


@dataclass(frozen=True)
class Offer:
    """`links` is what the caller may do now; `unavailable` names the other actions with a reason."""

    links: dict[str, dict[str, str]]
    unavailable: dict[str, dict[str, str]]


def offer(
    affordances: Sequence[Affordance],
    *,
    caller: Caller,
    tenant_id: str | None,
    ids: Mapping[str, str],
    lifecycle: Lifecycle[Any, Any] | None = None,
    state: StrEnum | None = None,
) -> Offer:
    """Sort `affordances` into offered and unavailable, by role × state: the same tables that guard the acts."""
    links: dict[str, dict[str, str]] = {}
    unavailable: dict[str, dict[str, str]] = {}
    for affordance in affordances:
        why_not = _why_not(affordance, caller, tenant_id, lifecycle, state)
        if why_not is None:
            links[affordance.rel] = _link(affordance, ids)
        elif not affordance.target.reads:
            unavailable[affordance.rel] = why_not
    return Offer(links, unavailable)


def _link(affordance: Affordance, ids: Mapping[str, str]) -> dict[str, str]:
    target = affordance.target
    href = target.path.format_map(ids) + (f"?{affordance.query}" if affordance.query else "")
    return {"href": href} if target.reads else {"href": href, "method": target.method}


def _why_not(
    affordance: Affordance,
    caller: Caller,
    tenant_id: str | None,
    lifecycle: Lifecycle[Any, Any] | None,
    state: StrEnum | None,
) -> dict[str, str] | None:
    rule = affordance.target.rule
    if not caller.signed_in and rule.relation is not Relation.PUBLIC:
        return _reason("UNAUTHORIZED", "You are not signed in.", SIGN_IN_ADVICE)
    if not permits(rule, caller, tenant_id):
        return _reason(RoleRequired.code, f"{RoleRequired.title}.", role_advice(rule.roles))
    if affordance.action is None or lifecycle is None or lifecycle.allows(state, affordance.action):
        return None
    return _reason(
        InvalidTransition.code,
        lifecycle.reason(state, affordance.action),
        lifecycle.next_step(state, affordance.action),
    )


def _reason(code: str, reason: str, unlock: str) -> dict[str, str]:
    return {"code": code, "reason": reason, "unlock": unlock}
