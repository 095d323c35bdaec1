"""Reads from another service: to the gateway itself, with the edge's key, as the same caller."""

import json
from dataclasses import dataclass, field

import pytest
import urllib3

from chassis.access.caller import ANONYMOUS
from chassis.errors import Unavailable
from chassis.http import edge, service_client
from chassis.http.request_context import VIEWER, RequestContext
from chassis.http.service_client import MAX_BYTES, ServiceClient


@dataclass
class Answer:
    status: int
    data: dict[str, str] = field(default_factory=dict)

    def read(self, most: int) -> bytes:
        assert most == MAX_BYTES
        return json.dumps({"data": self.data}).encode()


class Gateway:
    """Answers by the edge's key that a request brings, and remembers the headers of each."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        self.answers = answers
        self.seen: list[dict[str, str]] = []
        self.asked: list[tuple[str, str]] = []

    def request(self, method: str, address: str, *, headers: dict[str, str], preload_content: bool) -> Answer:
        assert preload_content is False  # so that no more than MAX_BYTES are read
        self.asked.append((method, address))
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


def ask(monkeypatch, gateway: Gateway, source: str = "192.0.2.7", tenant_id: str = "tenant-1"):
    monkeypatch.setattr(service_client, "_POOL", gateway)
    context = RequestContext("create_site", ANONYMOUS, "trace-1", authorization="Bearer token", source=source)
    return ServiceClient("https://gateway.example/").get(context, "get_tenant", tenant_id=tenant_id)


def test_comes_as_the_caller_with_the_proof_of_the_edge(monkeypatch):
    gateway = Gateway({"of-this-edition": Answer(200, {"status": "ACTIVE"})})

    assert ask(monkeypatch, gateway) == {"status": "ACTIVE"}
    assert gateway.asked == [("GET", "https://gateway.example/v1.0/tenants/tenant-1")]
    (seen,) = gateway.seen
    assert (seen["Authorization"], seen[VIEWER]) == ("Bearer token", "192.0.2.7")
    assert (seen["Accept"], seen["X-Request-ID"]) == ("application/json", "trace-1")
    assert edge.came_through_edge(seen)


def test_an_id_cannot_lead_to_another_address(monkeypatch):
    gateway = Gateway({"of-this-edition": Answer(200)})
    ask(monkeypatch, gateway, tenant_id="../a?b")

    assert gateway.asked == [("GET", "https://gateway.example/v1.0/tenants/..%2Fa%3Fb")]


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


@pytest.mark.parametrize("status", [201, 400, 401, 500, 503])
def test_any_other_answer_is_a_503(monkeypatch, status):
    with pytest.raises(Unavailable) as refused:
        ask(monkeypatch, Gateway({"of-this-edition": Answer(status)}))

    assert refused.value.detail == "A part of our platform is busy right now. Send the request again in a moment."


def test_silence_is_a_503_with_its_cause(monkeypatch):
    with pytest.raises(Unavailable) as refused:
        ask(monkeypatch, Gateway({}))

    assert (
        refused.value.detail == "A part of our platform does not answer right now. Send the request again in a moment."
    )
    assert isinstance(refused.value.__cause__, urllib3.exceptions.HTTPError)
