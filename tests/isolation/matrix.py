"""Every act × every kind of caller × every way to name a tenant: what must come out follows from the table alone."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from chassis.access.authorization import Relation, Rule
from chassis.access.caller import MEMBERS, PLATFORM, Caller
from chassis.http.api import Api
from chassis.http.routes import Act
from chassis.testing import http_event

OWN = "tenant-0a000000-0000-4000-8000-000000000001"
VICTIM = "tenant-0b000000-0000-4000-8000-000000000002"
UNKNOWN = "tenant-0c000000-0000-4000-8000-000000000003"
NEAR: dict[str, Callable[[str], str]] = {
    "shorter": lambda name: name[:-1],
    "longer": lambda name: f"{name}0",
    "without its beginning": lambda name: name[1:],
    "with another beginning": lambda name: f"x{name}",
    "in capitals": str.upper,
}
"""Identifiers that nearly match another one: each kind of comparison that is not equality takes one of them for it."""
OUTSIDERS = ("anonymous", "stranger", *sorted(role.value for role in MEMBERS))
"""Everybody who is not platform staff."""
_TIME = re.compile(r'"timestamp": ?"[^"]*"')
UNLIKELY = "thing-0d000000-0000-4000-8000-000000000004"

type Answer = tuple[int, str]


@dataclass(frozen=True)
class Cell:
    """One request of the matrix.

    Attributes:
        how: `own`, `foreign`, `unknown`: the tenant in the path; `child`: an own path with the victim's child id;
            `query` and `body`: the victim named beside an own path; `namesake`: nearly the own tenant in the path.
        near: how the ids differ a little from those that `how` says (`NEAR`); empty when they do not.
    """

    who: str
    caller: Caller | None
    how: str
    near: str = ""

    @property
    def name(self) -> tuple[str, str, str]:
        """What tells it apart from the others."""
        return self.who, self.how, self.near

    @property
    def tenant(self) -> str:
        """The tenant in the path."""
        named = {"foreign": VICTIM, "unknown": UNKNOWN}.get(self.how, OWN)
        return self.altered(named) if self.how in ("foreign", "unknown", "namesake") else named

    def altered(self, name: str) -> str:
        """The id as this cell writes it."""
        return NEAR[self.near](name) if self.near else name


def cells(act: Act) -> list[Cell]:
    """Every kind of caller with every way to name a tenant, and every id that nearly matches one in the path."""
    callers: dict[str, Caller | None] = {"anonymous": None, "stranger": Caller("user-s", "s@example.com")}
    callers |= {role.value: Caller(f"user-{role}", "m@example.com", None, {OWN: role}) for role in sorted(MEMBERS)}
    callers |= {role.value: Caller(f"user-{role}", "p@example.com", role) for role in sorted(PLATFORM)}
    ways = ("own", "foreign", "unknown", "child", "query", "body")
    nearly = [
        *(("foreign", "unknown", "namesake") if "{tenant_id}" in act.path else ()),
        *(("own", "child") if set(_names(act)) - {"tenant_id"} else ()),
    ]
    named = [*((how, "") for how in ways), *((how, near) for how in nearly for near in NEAR)]
    return [Cell(who, caller, how, near) for who, caller in callers.items() for how, near in named]


def _names(act: Act) -> list[str]:
    return act.path.replace("{", "}").split("}")[1::2]


def ask(api: Api, act: Act, cell: Cell, children: dict[str, str]) -> Answer:
    """Status and body, without the trace id and the time of the answer."""
    names = _names(act)
    named = children if cell.how in ("child", "foreign") else {name: _unknown_like(it) for name, it in children.items()}
    ids = {name: cell.altered(named.get(name, UNLIKELY)) for name in names} | {"tenant_id": cell.tenant}
    event = http_event(
        act.method,
        act.path,
        caller=cell.caller,
        parameters={name: ids[name] for name in names},
        query={"tenantId": VICTIM} if cell.how == "query" else None,
        body={"tenantId": VICTIM} if cell.how == "body" else ({} if act.method in ("POST", "PUT") else None),
    )
    answer = api(event, None)
    text = _TIME.sub("", answer.get("body") or "").replace(event["requestContext"]["requestId"], "")
    for name in names:  # an answer may repeat what the caller wrote, but nothing tells of the victim
        text = text if name == "tenant_id" else text.replace(ids[name], "")
    return answer["statusCode"], text


def _unknown_like(name: str) -> str:
    """An id of the same kind that nothing has."""
    return f"{name.partition('-')[0]}-{UNLIKELY.partition('-')[2]}"


def faults(api: Api, act: Act, children: dict[str, str]) -> Iterator[str]:
    """What is wrong with an act, over the whole matrix; nothing when it holds."""
    rule = api.rules[act.name]
    asked = cells(act)
    answers = {cell.name: ask(api, act, cell, children) for cell in asked}
    for cell in asked:
        status, text = answers[cell.name]
        told = f"{act.name} as {cell.who}, {cell.how} {cell.near}".strip()
        expected = _expected(rule, cell)
        if status not in expected:
            yield f"{told}: {status}, expected one of {sorted(expected)}: {text[:200]}"
        if cell.who in OUTSIDERS and VICTIM in text:
            yield f"{told}: tells of the victim"
        like = replace(cell, how=LIKE.get(cell.how, cell.how))
        if cell.who in OUTSIDERS and (status, text) != answers[like.name]:
            yield f"{told}: differs from an unknown one"


LIKE = {"foreign": "unknown", "namesake": "unknown", "child": "own"}
"""Ways to name a thing that must be answered as another one is: nobody learns that the thing exists."""


REFUSED = {401, 403}
SERVED = set(range(200, 600)) - REFUSED


def _expected(rule: Rule, cell: Cell) -> set[int]:
    """Which statuses the row of the table allows in this cell."""
    if rule.relation is Relation.PUBLIC:
        return SERVED
    if cell.caller is None:
        return {401}
    if rule.relation is Relation.PLATFORM:
        return SERVED if cell.caller.platform_role in rule.roles else {403}
    if rule.relation is Relation.TENANT:
        return _expected_of_tenant(rule, cell.caller, cell.tenant)
    return SERVED


def _expected_of_tenant(rule: Rule, caller: Caller, named: str) -> set[int]:
    if not caller.sees(named):
        return {404}
    return SERVED if caller.roles_in(named) & rule.roles else {403}


def snapshot(items: list[dict[str, Any]]) -> list[str]:
    """The victim's items, comparable."""
    return sorted(json.dumps(item, sort_keys=True) for item in items)
