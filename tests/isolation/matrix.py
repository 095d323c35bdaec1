"""Every act × every kind of caller × every way to name a tenant: what must come out follows from the table alone."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chassis.access.authorization import Relation, Rule
from chassis.access.caller import MEMBERS, PLATFORM, Caller
from chassis.http.api import Api
from chassis.http.routes import Act
from chassis.testing import http_event

OWN = "tenant-0a000000-0000-4000-8000-000000000001"
VICTIM = "tenant-0b000000-0000-4000-8000-000000000002"
UNKNOWN = "tenant-0c000000-0000-4000-8000-000000000003"
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
            `query` and `body`: the victim named beside an own path.
    """

    who: str
    caller: Caller | None
    how: str


def cells() -> list[Cell]:
    """Every kind of caller with every way to name a tenant."""
    callers: dict[str, Caller | None] = {"anonymous": None, "stranger": Caller("user-s", "s@example.com")}
    callers |= {role.value: Caller(f"user-{role}", "m@example.com", None, {OWN: role}) for role in sorted(MEMBERS)}
    callers |= {role.value: Caller(f"user-{role}", "p@example.com", role) for role in sorted(PLATFORM)}
    ways = ("own", "foreign", "unknown", "child", "query", "body")
    return [Cell(who, caller, how) for who, caller in callers.items() for how in ways]


def ask(api: Api, act: Act, cell: Cell, children: dict[str, str]) -> Answer:
    """Status and body, without the trace id and the time of the answer."""
    tenant = {"foreign": VICTIM, "unknown": UNKNOWN}.get(cell.how, OWN)
    names = act.path.replace("{", "}").split("}")[1::2]
    theirs = cell.how in ("child", "foreign")
    ids = {name: children.get(name, UNLIKELY) if theirs else UNLIKELY for name in names} | {"tenant_id": tenant}
    event = http_event(
        act.method,
        act.path,
        caller=cell.caller,
        parameters={name: ids[name] for name in names},
        query={"tenantId": VICTIM} if cell.how == "query" else None,
        body={"tenantId": VICTIM} if cell.how == "body" else ({} if act.method in ("POST", "PUT") else None),
    )
    answer = api(event, None)
    text = _TIME.sub("", answer.get("body") or "")
    return answer["statusCode"], text.replace(event["requestContext"]["requestId"], "")


def faults(api: Api, act: Act, children: dict[str, str]) -> Iterator[str]:
    """What is wrong with an act, over the whole matrix; nothing when it holds."""
    rule = api.rules[act.name]
    answers = {(cell.who, cell.how): ask(api, act, cell, children) for cell in cells()}
    for cell in cells():
        status, text = answers[cell.who, cell.how]
        expected = _expected(rule, cell)
        if status not in expected:
            yield f"{act.name} as {cell.who}, {cell.how}: {status}, expected one of {sorted(expected)}: {text[:200]}"
        if cell.who in OUTSIDERS and VICTIM in text:
            yield f"{act.name} as {cell.who}, {cell.how}: tells of the victim"
    for who in OUTSIDERS:
        if answers[who, "foreign"] != answers[who, "unknown"]:
            yield f"{act.name} as {who}: a foreign tenant and an unknown one differ"
        if answers[who, "child"] != answers[who, "own"]:
            yield f"{act.name} as {who}: a foreign child and an unknown one differ"


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
        return _expected_of_tenant(rule, cell.caller, cell.how)
    return SERVED


def _expected_of_tenant(rule: Rule, caller: Caller, how: str) -> set[int]:
    named = {"foreign": VICTIM, "unknown": UNKNOWN}.get(how, OWN)
    if not caller.sees(named):
        return {404}
    return SERVED if caller.roles_in(named) & rule.roles else {403}


def snapshot(items: list[dict[str, Any]]) -> list[str]:
    """The victim's items, comparable."""
    return sorted(json.dumps(item, sort_keys=True) for item in items)
