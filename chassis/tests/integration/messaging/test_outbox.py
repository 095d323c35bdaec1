"""The relay sends every outbox message: at once from the stream, later in the sweep; none is lost."""

import json

import pytest

from chassis.dynamodb.attributes import to_attributes
from chassis.dynamodb.transaction import transact
from chassis.messaging.envelopes import Command, Event
from chassis.messaging.outbox import INDEX, Outbox, is_pending
from chassis.messaging.relay import DeliveryRefused, Relay, SweepIncomplete
from chassis.runtime.logging import Log
from chassis.testing.figures import read_figures
from chassis.testing.log_records import recorded

EVENT = Event(
    "SITE_CREATED", "bbws.sites", "tenant-1", {"siteId": "site-1"}, "trace", "evt-1", "2026-02-21T08:00:00.000Z"
)
COMMAND = Command("SITE_CREATION_REQUEST", {"siteId": "site-1"}, "trace", "op-1")


class Wire:
    """Replaces the three AWS clients: remembers what was sent, and fails while `broken` is set."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.broken = False
        self.refused = False

    def put_events(self, *, Entries):  # noqa: N803
        self._check()
        if self.refused:
            return {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}]}
        self.sent += [(f"{e['EventBusName']}/{e['Source']}/{e['DetailType']}", e["Detail"]) for e in Entries]
        return {"FailedEntryCount": 0, "Entries": [{}]}

    def send_message(self, *, QueueUrl, MessageBody):  # noqa: N803
        self._check()
        self.sent.append((QueueUrl, MessageBody))

    def publish(self, *, TopicArn, Message, Subject):  # noqa: N803
        self._check()
        self.sent.append((f"{TopicArn}/{Subject}", Message))

    def _check(self) -> None:
        if self.broken:
            raise ConnectionError


@pytest.fixture
def wire():
    return Wire()


@pytest.fixture
def relay(table, wire, clock):
    addresses = {"EVENT_BUS_NAME": "bus", "SITE_QUEUE": "queue-url", "TOPIC": "topic-arn"}
    return Relay(table, bus=wire, queues=wire, topics=wire, addresses=addresses, clock=clock, log=Log("test"))


@pytest.fixture
def saved(table, clock):
    """Three outbox messages, one per channel, saved in one transaction."""
    outbox = Outbox(table.name)
    lines = [
        outbox.event("TENANT#1", EVENT, clock()),
        outbox.command("TENANT#1", "SITE_QUEUE", COMMAND, clock()),
        outbox.notice("TENANT#1", "TOPIC", EVENT, clock()),
    ]
    transact(table.client, lines)
    return [line.item for line in lines]


def stream(items) -> dict:
    return {
        "Records": [
            {"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(n), "NewImage": to_attributes(item)}}
            for n, item in enumerate(items)
        ]
    }


def test_sends_each_line_where_it_goes(relay, wire, saved):
    assert relay(stream(saved)) == {"batchItemFailures": []}

    assert [where for where, _ in wire.sent] == ["bus/bbws.sites/SITE_CREATED", "queue-url", "topic-arn/SITE_CREATED"]
    assert json.loads(wire.sent[0][1]) == EVENT.detail()
    assert json.loads(wire.sent[1][1])["payload"] == {"siteId": "site-1"}
    assert json.loads(wire.sent[1][1])["timestamp"]


def test_marks_what_was_sent_so_that_the_sweep_leaves_it(relay, wire, saved, table, clock):
    relay(stream(saved))
    clock.advance(seconds=60)

    assert relay({}) == {"swept": 0}
    assert not any(is_pending(table.get({"PK": line["PK"], "SK": line["SK"]})) for line in saved)
    assert len(wire.sent) == 3


def test_the_sweep_sends_what_the_stream_lost(relay, wire, saved, clock):
    assert relay({}) == {"swept": 0}, "the stream still has its chance"
    clock.advance(seconds=60)

    assert relay({"source": "aws.events"}) == {"swept": 3}
    assert len(wire.sent) == 3


def test_a_failure_stops_the_batch_where_it_happened(relay, wire, saved):
    wire.broken = True

    assert relay(stream(saved)) == {"batchItemFailures": [{"itemIdentifier": "0"}]}

    wire.broken = False
    assert relay(stream(saved)) == {"batchItemFailures": []}
    assert len(wire.sent) == 3


def test_an_event_that_the_bus_refuses_is_not_marked_sent(relay, wire, saved, table):
    wire.refused = True

    with pytest.raises(DeliveryRefused):
        relay.send(saved[0])

    assert is_pending(table.get({"PK": saved[0]["PK"], "SK": saved[0]["SK"]}))


def test_the_record_says_why_the_bus_refused(relay, wire, saved):
    wire.refused = True

    with recorded() as records:
        relay(stream(saved))

    assert records[0]["aws"]["operation"] == "PutEvents"
    assert records[0]["aws"]["code"]


def test_a_message_that_cannot_be_sent_holds_up_no_other(relay, wire, saved, clock):
    wire.refused = True  # by the bus; queue and topic take theirs
    clock.advance(seconds=60)

    with pytest.raises(SweepIncomplete):
        relay({})

    assert len(wire.sent) == 2


def test_what_the_bus_took_is_counted_and_nothing_else(relay, wire, saved, capsys):
    """The metric counts only events: commands are counted as operations, notices as e-mails."""
    relay(stream(saved))
    assert read_figures(capsys.readouterr().out) == {("EventsPublished", "SITE_CREATED"): 1}

    wire.refused = True
    relay(stream(saved))
    assert read_figures(capsys.readouterr().out) == {}


def test_a_line_delivered_twice_is_marked_once(relay, wire, saved):
    relay(stream(saved[:1]))
    relay(stream(saved[:1]))

    assert len(wire.sent) == 2, "at least once: consumers know the event's id"


def test_passes_over_what_is_no_outbox_line(relay, wire):
    assert relay(stream([{"PK": "TENANT#1", "SK": "SITE#1"}])) == {"batchItemFailures": []}
    assert wire.sent == []


def test_the_index_holds_only_what_waits(saved, relay, table):
    relay(stream(saved))

    assert INDEX not in table.get({"PK": saved[0]["PK"], "SK": saved[0]["SK"]})
