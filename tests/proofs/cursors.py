"""A cursor sent where it does not belong: another tenant, person, parent, filter or list, made from the contracts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from chassis.access.caller import Caller, Role
from tests.catalogue.asks import Ask
from tests.catalogue.contracts import Schema, document, query_fields
from tests.catalogue.harness import STAFF, Harness
from tests.catalogue.lists import LISTS

REFUSED = "INVALID_PAGINATION_TOKEN"
COLLEAGUE = Caller("user-other-staff", "other@example.com", Role.PLATFORM_ADMIN)
LEFT = Caller(STAFF.user_id, STAFF.email)
"""The same person, who is no longer staff."""
BY_ROLE = {"list_tenants"}
"""Lists that show staff more than members."""
SAME = {("list_tenants", "sortOrder", "desc")}
"""Values that a list has without them: they make no other list."""
_PAGING = {"pageSize", "startAt"}


@dataclass(frozen=True)
class Trial:
    """One list, and every request that differs from it in one thing that decides what is listed."""

    ask: Ask
    elsewhere: list[tuple[str, Ask]]

    @classmethod
    def of(cls, act: str, harness: Harness) -> "Trial":
        """The list `act` of a tenant, with two entries."""
        ask = LISTS[act](harness)
        return cls(ask, list(_elsewhere(act, ask, harness)))

    def faults(self) -> Iterator[str]:
        """What is wrong with the cursors of the list; nothing when they open this list only."""
        first = _page(self.ask)
        cursor = first["page"]["startAt"]
        if cursor is None or _page(self.ask, cursor)["data"] == first["data"]:
            yield f"{self.ask.act}: a cursor does not lead to the next page of its own list"
        for where, other in self.elsewhere:
            reply = _with_cursor(other, cursor).send()
            if reply.status != HTTPStatus.BAD_REQUEST or reply.body["code"] != REFUSED:
                yield f"{self.ask.act}: {where} takes its cursor: {reply.status} {reply.text[:200]}"


def _elsewhere(act: str, ask: Ask, harness: Harness) -> Iterator[tuple[str, Ask]]:
    yield "another person", replace(ask, caller=COLLEAGUE)
    if act in BY_ROLE:
        yield "the same person without their role", replace(ask, caller=LEFT)
    yield from _other_parents(act, ask, harness)
    for name, value in _other_filters(ask):
        yield f"{name}={value}", replace(ask, query={**(ask.query or {}), name: value})
    for other, prepare in LISTS.items():
        if other != act:
            yield other, prepare(harness)


def _other_parents(act: str, ask: Ask, harness: Harness) -> Iterator[tuple[str, Ask]]:
    """The same list of another thing: each id of the path by itself, and the tenant of a query."""
    beside, abroad = LISTS[act](harness), LISTS[act](Harness.build())
    for name in ask.ids:
        other = abroad if name == "tenant_id" else beside
        yield f"another {name}", replace(ask, ids={**ask.ids, name: other.ids[name]})
    if ask.query:
        yield "another tenant's", replace(ask, query=abroad.query)


def _other_filters(ask: Ask) -> Iterator[tuple[str, str]]:
    for field in query_fields(ask.act):
        if field.name not in _PAGING | set(ask.query or {}):
            default = field.schema.get("default")
            values = (value for value in _values(field.schema) if value != default)
            yield from ((field.name, value) for value in values if (ask.act, field.name, value) not in SAME)


def _values(schema: Schema) -> list[str]:
    """Values that the contract allows."""
    resolved: Mapping[str, Any] = schema
    if "$ref" in schema:
        resolved = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return list(resolved.get("enum") or resolved["examples"])


def _with_cursor(ask: Ask, cursor: str | None) -> Ask:
    paging = {"pageSize": "1"} | ({"startAt": cursor} if cursor else {})
    return replace(ask, query={**(ask.query or {}), **paging})


def _page(ask: Ask, cursor: str | None = None) -> dict[str, Any]:
    reply = _with_cursor(ask, cursor).send()
    assert reply.accepted, f"{ask.act}: {reply.status} {reply.text[:300]}"
    return reply.body
