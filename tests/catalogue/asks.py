"""A request of the catalogue: its caller and its content; with a small change it becomes a hostile one."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from ipaddress import IPv4Address
from itertools import count
from typing import Any

from chassis.access.caller import Caller
from chassis.http.api import Api
from chassis.http.routes import Act
from chassis.testing import http_event
from tests.catalogue.services import acts

_PLACES = count(int(IPv4Address("10.0.0.1")))
_MOMENT = re.compile(r'"timestamp": ?"[^"]*"')


@cache
def doors() -> dict[str, tuple[Api, Act]]:
    """Which API serves an act."""
    return {act.name: (api, act) for api, act in acts()}


def writes() -> Iterator[str]:
    """The acts that are no reads, as the contracts have them."""
    return (name for name, (_, act) in doors().items() if act.method != "GET")


def _another_place() -> str:
    """An address of its own for every request: a limit of one place is not what a proof is about."""
    return str(IPv4Address(next(_PLACES)))


@dataclass(frozen=True)
class Reply:
    """An answer: status, headers, body."""

    status: int
    headers: Mapping[str, str]
    text: str
    trace_id: str

    @property
    def body(self) -> dict[str, Any]:
        """As JSON; nothing for 204."""
        return json.loads(self.text or "{}")

    @property
    def accepted(self) -> bool:
        """Whether it is a 2xx."""
        return 200 <= self.status < 300

    @property
    def lasting(self) -> tuple[int, str]:
        """What a repeated request must get again: all but the trace id and the moment."""
        return self.status, _MOMENT.sub("", self.text).replace(self.trace_id, "")


@dataclass(frozen=True)
class Ask:
    """One request of one act; `ids` fill its path."""

    act: str
    caller: Caller | None
    ids: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    query: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def under(self, key: str) -> "Ask":
        """The same, with an Idempotency-Key."""
        return replace(self, headers={**self.headers, "idempotency-key": key})

    def saying(self, **changed: Any) -> "Ask":
        """The same, with other fields in its body."""
        return replace(self, body={**(self.body or {}), **changed})

    def event(self, **raw: Any) -> dict[str, Any]:
        """As the gateway sends it; `raw` are members of the event that no well-behaved client would cause."""
        _, act = doors()[self.act]
        made = http_event(
            act.method,
            act.path,
            caller=self.caller,
            parameters=self.ids,
            body=self.body,
            query=self.query,
            headers=self.headers,
            source=_another_place(),
        )
        return made | raw

    def send(self, **raw: Any) -> Reply:
        """The answer of the service's handler."""
        event = self.event(**raw)
        answer = doors()[self.act][0](event, None)
        trace_id = event["requestContext"]["requestId"]
        return Reply(answer["statusCode"], answer["headers"], answer.get("body") or "", trace_id)
