"""A lost message costs a silence: its command is sent again, whatever else is wrong with other operations."""

import json
from datetime import timedelta

import pytest

from chassis.operations.commands import command_of
from chassis.operations.operation_items import operation_key
from chassis.operations.reconciler import Reconciler
from chassis.runtime.clock import iso
from chassis.runtime.logging import Log
from chassis.testing.figures import read_figures
from chassis.testing.log_records import recorded

URLS = {"TEST_QUEUE": "https://sqs.example/test"}


class Queues:
    """Keeps what was sent; `meanwhile` is called at each message."""

    def __init__(self) -> None:
        self.sent, self.meanwhile = [], lambda: None

    def send_message(self, **sent: str) -> None:
        self.meanwhile()
        self.sent.append(sent)


@pytest.fixture
def queues():
    return Queues()


@pytest.fixture
def run(world, queues):
    """Run the reconciler; answer how many commands it sent, and what it logged."""

    def once(urls=URLS):
        with recorded() as records:
            count = Reconciler(world.table, queues, urls, world.clock, Log("test")).run()
        return count, [record for record in records if "_aws" not in record]

    return once


def test_a_silent_operation_gets_its_command_again_with_the_present_time(world, queues, run):
    operation = world.log.find(world.begin("one"))
    world.clock.advance(seconds=91)

    count, (record,) = run()

    (sent,) = queues.sent
    assert (count, sent["QueueUrl"]) == (1, URLS["TEST_QUEUE"])
    assert json.loads(sent["MessageBody"]) == command_of(operation).body() | {"timestamp": iso(world.clock())}
    assert (record["message"], record["level"], record["count"]) == ("sent_again", "WARNING", 1)


def test_after_a_command_a_silence_begins(world, queues, run):
    world.begin("one")
    world.clock.advance(seconds=91)

    assert [run()[0] for _ in range(2)] == [1, 0]

    world.clock.advance(seconds=90)
    assert run()[0] == 1


def test_nothing_to_send_is_nothing_to_tell(world, run):
    world.begin("one")

    assert run() == (0, [])


def test_a_worker_with_a_long_lease_is_left_alone_until_the_next_silence(world, queues, run):
    operation_id = world.begin("one")
    world.log.claim(operation_id, timedelta(minutes=10))
    world.clock.advance(minutes=5)

    assert run() == (0, [])

    assert queues.sent == []
    assert world.item(operation_id)["ACTIVE_AT"] == iso(world.clock() + timedelta(seconds=90))


def test_a_lease_that_ends_now_is_held_by_nobody(world, run):
    world.log.claim(world.begin("one"), timedelta(minutes=10))
    world.clock.advance(minutes=10)

    assert run()[0] == 1


def test_one_whose_queue_nobody_knows_is_logged_and_holds_up_no_other(world, queues, run):
    operation_id = world.begin("one")
    world.clock.advance(seconds=91)

    count, (record,) = run(urls={})

    assert (count, queues.sent) == (0, [])
    assert (record["message"], record["level"], record["operation_id"]) == ("not_sent_again", "ERROR", operation_id)
    assert record["error"]


def test_a_worker_that_begins_meanwhile_keeps_its_own_time(world, queues, run):
    operation_id = world.begin("one")
    world.clock.advance(seconds=91)
    queues.meanwhile = lambda: [world.clock.advance(seconds=1), world.log.claim(operation_id, timedelta(seconds=45))]

    count, records = run()

    assert (count, [record["message"] for record in records]) == (1, ["begun_meanwhile", "sent_again"])
    assert records[0]["operation_id"] == operation_id
    assert world.table.get(operation_key(operation_id))["ACTIVE_AT"] == iso(world.clock() + timedelta(seconds=90))


def test_those_past_their_deadline_are_counted_by_type(world, run, capsys):
    for number in range(2):
        world.begin("one", resource_id=f"thing-{number}")
    world.begin("one", resource_id="later", deadline=timedelta(days=1))
    world.clock.advance(hours=3)

    assert run()[0] == 3

    assert read_figures(capsys.readouterr().out) == {("OperationsOverdue", "TEST"): 2}
