"""Another service is asked as the caller; what it does not show is absent, what it cannot say is a 503."""

import json

import pytest
import urllib3

from chassis.access.caller import ANONYMOUS
from chassis.errors import Unavailable
from chassis.http import service_client
from chassis.http.request_context import RequestContext
from chassis.http.service_client import MAX_BYTES, ServiceClient

CONTEXT = RequestContext("create_site", ANONYMOUS, "trace-1", authorization="Bearer t")


class Neighbour:
    """A pool of connections to a service that gives one answer, and keeps what it was asked."""

    def __init__(self, status: int = 200, data: object = None) -> None:
        self.status, self.body, self.asked = status, json.dumps({"data": data}).encode(), []

    def request(self, *arguments: object, **options: object) -> "Neighbour":
        self.asked.append((arguments, options))
        return self

    def read(self, most: int) -> bytes:
        assert most == MAX_BYTES
        return self.body


class Silent:
    def request(self, *_: object, **__: object) -> None:
        raise urllib3.exceptions.MaxRetryError(None, "/", None)


@pytest.fixture
def ask(monkeypatch):
    def ask(pool, context=CONTEXT, **ids):
        monkeypatch.setattr(service_client, "_POOL", pool)
        return ServiceClient("https://api.example/").get(context, "get_tenant", **{"tenant_id": "tenant-1", **ids})

    return ask


def test_asks_as_the_caller_and_reads_the_data(ask):
    neighbour = Neighbour(data={"tenantId": "tenant-1"})

    assert ask(neighbour) == {"tenantId": "tenant-1"}
    headers = {"Accept": "application/json", "Authorization": "Bearer t", "X-Request-ID": "trace-1"}
    asked = (("GET", "https://api.example/v1.0/tenants/tenant-1"), {"headers": headers, "preload_content": False})
    assert neighbour.asked == [asked]


def test_an_id_cannot_lead_to_another_address(ask):
    neighbour = Neighbour()
    ask(neighbour, RequestContext("create_site", ANONYMOUS, "trace-1"), tenant_id="../a?b")

    (arguments, options), *_ = neighbour.asked
    assert arguments[1] == "https://api.example/v1.0/tenants/..%2Fa%3Fb"
    assert options["headers"]["Authorization"] == ""


@pytest.mark.parametrize("status", [403, 404])
def test_what_the_caller_may_not_see_is_absent(ask, status):
    assert ask(Neighbour(status, {"tenantId": "tenant-1"})) is None


@pytest.mark.parametrize("status", [201, 400, 401, 500, 503])
def test_any_other_answer_is_a_503(ask, status):
    with pytest.raises(Unavailable) as refused:
        ask(Neighbour(status))

    assert refused.value.detail == "A part of our platform is busy right now. Send the request again in a moment."


def test_silence_is_a_503_with_its_cause(ask):
    with pytest.raises(Unavailable) as refused:
        ask(Silent())

    assert (
        refused.value.detail == "A part of our platform does not answer right now. Send the request again in a moment."
    )
    assert isinstance(refused.value.__cause__, urllib3.exceptions.MaxRetryError)
