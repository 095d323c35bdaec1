"""Envelopes: the links of a resource stand beside it, and a page repeats what was asked."""

from datetime import UTC, datetime

from chassis.access.caller import ANONYMOUS
from chassis.access.links import Offer
from chassis.http.envelope import Linked, LinkResource, Meta, PageReply, RefusalResource, Reply, Wire, example
from chassis.http.request_context import RequestContext

CONTEXT = RequestContext("list_lamps", ANONYMOUS, "trace-1", path="/v1.0/lamps", query={"room": "a b", "pageSize": "2"})
REFUSAL = {"code": "ROLE_REQUIRED", "reason": "No.", "unlock": "Ask."}
OFFER = Offer({"light": {"href": "/v1.0/lamps/1/light", "method": "POST"}}, {"delete": REFUSAL})


class Lamp(Wire):
    lamp_id: str


class LinkedLamp(Linked):
    lamp_id: str


def dumped(reply: Wire) -> dict:
    return reply.model_dump(by_alias=True, exclude={"meta"})


def test_the_meta_has_the_time_and_the_trace():
    made = Meta.of(CONTEXT, datetime(2026, 2, 21, 8, tzinfo=UTC))

    assert made.model_dump(by_alias=True) == {"timestamp": "2026-02-21T08:00:00.000Z", "traceId": "trace-1"}
    assert Reply[Lamp].of(Lamp(lamp_id="1"), CONTEXT).meta.trace_id == "trace-1"


def test_a_reply_has_the_links_that_are_offered():
    assert dumped(Reply[Lamp].of(Lamp(lamp_id="1"), CONTEXT, OFFER)) == {
        "data": {"lampId": "1"},
        "_links": OFFER.links,
        "_unavailable": OFFER.unavailable,
    }


def test_a_reply_has_the_links_of_its_resource_unless_others_are_offered():
    lamp = LinkedLamp.model_validate(
        {"lampId": "1", "_links": {"self": {"href": "/v1.0/lamps/1"}}, "_unavailable": {"light": REFUSAL}}
    )
    own, other = Reply[LinkedLamp].of(lamp, CONTEXT), Reply[LinkedLamp].of(lamp, CONTEXT, OFFER)

    assert own.links == {"self": LinkResource(href="/v1.0/lamps/1")}
    assert own.unavailable == {"light": RefusalResource(**REFUSAL)}
    assert (list(other.links), list(other.unavailable)) == (["light"], ["delete"])


def test_a_page_leads_to_itself_and_to_the_next_with_the_filters_as_sent():
    page = PageReply[Lamp].of([Lamp(lamp_id="1")], CONTEXT, size=2, cursor="c", offered=OFFER)

    assert dumped(page) == {
        "data": [{"lampId": "1"}],
        "page": {"pageSize": 2, "startAt": "c", "moreAvailable": True, "count": 1},
        "_links": {
            **OFFER.links,
            "self": {"href": "/v1.0/lamps?room=a+b"},
            "next": {"href": "/v1.0/lamps?room=a+b&pageSize=2&startAt=c"},
        },
        "_unavailable": OFFER.unavailable,
    }
    assert page.meta.trace_id == "trace-1"


def test_the_last_page_leads_only_to_itself():
    bare = RequestContext("list_lamps", ANONYMOUS, "trace-1", path="/v1.0/lamps", query={"startAt": "c"})

    assert dumped(PageReply[Lamp].of([], bare, size=20, cursor=None)) == {
        "data": [],
        "page": {"pageSize": 20, "startAt": None, "moreAvailable": False, "count": 0},
        "_links": {"self": {"href": "/v1.0/lamps"}},
        "_unavailable": {},
    }


def test_an_example_is_shown_in_the_contract():
    assert example(lampName="Desk") == {"json_schema_extra": {"examples": [{"lampName": "Desk"}]}}
