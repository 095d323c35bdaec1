"""What Schemathesis thinks up from a contract, asked of the handlers in process as somebody, and checked against it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import requests
import schemathesis
import yaml
from hypothesis import HealthCheck, given, settings
from schemathesis import APIOperation, Case, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core import NotSet
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from chassis.access.caller import Caller
from tests.catalogue.asks import Ask, Reply, doors
from tests.catalogue.harness import STAFF, Harness, done, stranger
from tests.catalogue.services import ROOT
from tests.catalogue.writes import WRITES, new_invitation, new_path

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CONTRACTS = ("tenants", "invitations")
ROLES = ("platform_admin", "tenant_admin", "stranger")
OWN = {"accept_invitation"}
"""Acts that only the person whom they are about may do."""
HOUSE_BEARS = 40  # preparations, each of which may leave a division; a tenant holds 100
_QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example]


@cache
def operations() -> dict[str, APIOperation[Any, Any, Any, Any]]:
    """The operations of the contracts, by their ids."""
    documents = (yaml.safe_load((ROOT / "openapi" / f"{name}.yaml").read_text()) for name in CONTRACTS)
    found = (one.ok() for text in documents for one in schemathesis.openapi.from_dict(text).get_all_operations())
    return {one.definition.raw["operationId"]: one for one in found}


@dataclass
class Explorer:
    """Explores one act as one role, in a tenant with one resource of every kind.

    `things` answers the ids of what is there to be read. Every second request is the catalogue's own, so that
    resources exist. The others are generated, except the ids in the path.
    """

    act: str
    role: str
    harness: Harness
    things: Callable[[], dict[str, str]]
    said: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    target: Ask | None = None
    prepared: int = 0

    def explore(self, examples: int, *, derandomize: bool = True) -> None:
        """Ask `examples` times; the same every time unless `derandomize` is off."""
        strategy = operations()[self.act].as_strategy()
        chosen = settings(
            max_examples=examples, deadline=None, database=None, derandomize=derandomize, suppress_health_check=_QUIET
        )

        @chosen
        @given(case=strategy)
        def one(case: Case) -> None:
            self._ask(case)

        one()

    def _ask(self, case: Case) -> None:
        target = self.target = self.target or self._prepared()
        plain = self.said.total() % 2 == 0
        ask = target if plain else self._thought_up(target, case)
        reply = ask.send()
        self.said[reply.status] += 1
        if reply.accepted and doors()[self.act][1].method != "GET":
            self.target = None  # it is used up
        self.faults += _faults(case, ask, reply)

    def _prepared(self) -> Ask:
        if self.act in WRITES:
            self.prepared += 1
            if self.prepared % HOUSE_BEARS == 0:
                self.harness = Harness.build()
            ask = WRITES[self.act].prepare(self.harness)
        else:
            ids = self.things()
            wanted = doors()[self.act][1].path.replace("{", "}").split("}")[1::2]
            ask = Ask(self.act, self.harness.admin, {name: ids[name] for name in wanted})
        return replace(ask, caller=self._caller(ask))

    def _caller(self, ask: Ask) -> Caller | None:
        if self.role == "stranger":
            return stranger()
        if self.role == "tenant_admin":
            return self.harness.admin
        return ask.caller if self.act in OWN else STAFF

    @staticmethod
    def _thought_up(target: Ask, case: Case) -> Ask:
        query = {name: _text(value) for name, value in (case.query or {}).items() if value is not None}
        query.pop("startAt", None)  # nobody thinks up a cursor; the hostile ones have a proof of their own
        body = None if isinstance(case.body, NotSet) else case.body
        headers = {str(name): str(value) for name, value in (case.headers or {}).items()}
        return replace(target, body=body, query=query, headers=headers)

    @property
    def accepted(self) -> float:
        """The share of 2xx."""
        return sum(count for status, count in self.said.items() if status < 300) / max(self.said.total(), 1)


def _faults(case: Case, ask: Ask, reply: Reply) -> Iterator[str]:
    """What the contract says against the answer."""
    url = f"http://localhost{ask.event()['rawPath']}"
    request = requests.Request(case.method, url, headers={"content-type": "application/json"}).prepare()
    headers = {name.lower(): [value] for name, value in reply.headers.items()}
    answer = Response(reply.status, headers, reply.text.encode(), request, 0.0, False)
    try:
        case.validate_response(answer, checks=CHECKS)
    except (FailureGroup, Failure) as failure:
        told = "; ".join(str(one) for one in getattr(failure, "exceptions", [failure]))
        yield f"{ask.act} as {ask.caller}: {reply.status} {reply.text[:300]}: {told[:600]}"


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def things(harness: Harness) -> dict[str, str]:
    """Creates one resource of every kind; returns the ids."""
    ids = new_path(harness, "division", "group", "team")
    member = harness.member()
    done(harness.ask("assign_team_user", body={"userId": member.user_id}, **ids))
    return ids | {"tenant_id": harness.tenant_id, "user_id": member.user_id, "invitation_id": new_invitation(harness)}
