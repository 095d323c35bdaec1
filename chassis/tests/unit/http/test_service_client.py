"""Reads from another service: to the gateway itself, with the edge's key, as the same caller."""

import json
from dataclasses import dataclass, field

import pytest
import urllib3

from chassis.errors import Unavailable
from chassis.http import edge, service_client
from chassis.http.request_context import VIEWER, RequestContext
from chassis.http.service_client import ServiceClient


@dataclass
class Answer:
    status: int
    data: dict[str, str] = field(default_factory=dict)

    def read(self, _most: int) -> bytes:
        return json.dumps({"data": self.data}).encode()


class Gateway:
    """Answers by the edge's key that a request brings, and remembers the headers of each."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        self.answers = answers
        self.seen: list[dict[str, str]] = []

    def request(self, _method: str, _address: str, *, headers: dict[str, str], preload_content: bool) -> Answer:
        self.seen.append(headers)
        if (found := self.answers.get(headers[edge.EDGE_KEY])) is None:
            raise urllib3.exceptions.HTTPError("no answer")
        return found


@pytest.fixture(autouse=True)
def _keys(monkeypatch):
    monkeypatch.setenv("EDGE_KEY", "of-this-edition")
    monkeypatch.setenv("EDGE_KEY_PREVIOUS", "of-the-one-before")
    edge.read_edge_keys.cache_clear()
    yield
    edge.read_edge_keys.cache_clear()


def ask(monkeypatch, gateway: Gateway, source: str = "192.0.2.7"):
    monkeypatch.setattr(service_client, "_POOL", gateway)
    context = RequestContext("create_site", None, "trace-1", authorization="Bearer token", source=source)
    return ServiceClient("https://gateway.example").get(context, "get_tenant", tenant_id="tenant-1")


def test_comes_as_the_caller_with_the_proof_of_the_edge(monkeypatch):
    gateway = Gateway({"of-this-edition": Answer(200, {"status": "ACTIVE"})})

    assert ask(monkeypatch, gateway) == {"status": "ACTIVE"}
    (seen,) = gateway.seen
    assert (seen["Authorization"], seen[VIEWER]) == ("Bearer token", "192.0.2.7")
    assert edge.came_through_edge(seen)


def test_the_callers_network_stays_one_source(monkeypatch):
    gateway = Gateway({"of-this-edition": Answer(200)})
    ask(monkeypatch, gateway, source="2001:db8:1:2::/64")

    assert gateway.seen[0][VIEWER] == "2001:db8:1:2::"


def test_a_rotation_of_keys_refuses_nobody(monkeypatch):
    """The other function has not got the new keys yet: it knows ours of before as its own."""
    gateway = Gateway({"of-this-edition": Answer(403), "of-the-one-before": Answer(200, {"status": "ACTIVE"})})

    assert ask(monkeypatch, gateway) == {"status": "ACTIVE"}


def test_what_the_caller_may_not_see_is_not_there(monkeypatch):
    assert ask(monkeypatch, Gateway({key: Answer(403) for key in ("of-this-edition", "of-the-one-before")})) is None
    assert ask(monkeypatch, Gateway({"of-this-edition": Answer(404)})) is None


@pytest.mark.parametrize("answers", [{"of-this-edition": Answer(500)}, {}])
def test_a_service_that_does_not_answer_is_told(monkeypatch, answers):
    with pytest.raises(Unavailable):
        ask(monkeypatch, Gateway(answers))
